/* SPDX-License-Identifier: MIT
 *
 * What a frame says of every note that may sound: the polyphonic network's activations, the pitch tracker and the
 * waveform, fused as a weighted sum of logarithms. The network hears which key begins and sounds, through
 * reverberation and over breath; the tracker hears the pitch between the keys, and twice as often. */
#ifndef NEUME_MODELS_MELODY_NOTE_EVIDENCE_H
#define NEUME_MODELS_MELODY_NOTE_EVIDENCE_H

#include "models/melody/note_hmm.h"
#include "models/poly/poly_activations.h"

/* What is heard in one frame of the tracker. */
struct neume_note_cues {
    float pitch;                    /* of the tracker, MIDI pitch with its fraction; any value if `voiced` is near 0 */
    float voiced;                   /* 0..1 */
    float onset;                    /* 0..1: how surely the waveform begins anew in this frame */
    float ending;                   /* 0..1: how surely that is only the end of a note */
    float glides;                   /* 0..1: how surely the pitch is on its way, so that it is no note's */
    float sounds[NEUME_POLY_KEYS];  /* logit of each key's frame activation */
    float begins[NEUME_POLY_KEYS];  /* 0..1: onset activation, the largest within 35 ms */
    float strikes[NEUME_POLY_KEYS]; /* 0..1: the same, only in the frame in which it peaks, and 0 in others */
};

/* What each clue is worth, nats where nothing else is said; all floats, for models/train/melody/line_weights.py. */
struct neume_note_weights {
    float frame_weight;                        /* of the network's frame activation: its logit over */
    float frame_bar, frame_low, frame_high;    /* this bar, within these bounds */
    float off_key;                             /* logits a semitone that a pitch between the keys loses */
    float pitch_weight;                        /* of the tracker's pitch, by densities per semitone: */
    float attack_spread, body_spread;          /* around the note's, semitones of standard deviation, */
    float subharmonic;                         /* at its subharmonics, */
    float glide_density;                       /* at any note while the pitch glides, */
    float stray;                               /* anywhere; */
    float unvoiced_in_note, voiced_in_silence; /* and chances, 0..1 */
    float start, start_onset;                  /* of a note after silence; more for the network's onset, 0..1 */
    float change, change_onset;                /* of another note after a note */
    float again, again_onset, again_struck;    /* of the same; more for an onset of the waveform */
    float deaf_onset, deaf_struck;             /* against a note that goes on through an onset */
    float end, silence;                        /* of a note's end, of a silent frame */
};

extern const struct neume_note_weights neume_note_weights_fitted;

/* The evidence for the pitches of `h`. `sensitivity` 0..1: more notes towards 1. */
void neume_note_evidence(const struct neume_note_weights *weights, const struct neume_note_cues *cues,
                         const struct neume_note_hmm *h, double sensitivity, struct neume_note_evidence *out);

#endif
