/* SPDX-License-Identifier: MIT
 *
 * The hidden Markov model that cuts a line into notes: for every third of a semitone an attack, in which the pitch may
 * still slide, and a body, in which it stays; and silence, which a note reaches after a short pause. What speaks for
 * each comes from note_evidence.h. */
#ifndef NEUME_MODELS_MELODY_NOTE_HMM_H
#define NEUME_MODELS_MELODY_NOTE_HMM_H

#include <stddef.h>
#include <stdint.h>

#include "analysis/viterbi.h"
#include "neume/status.h"

enum neume_note_phase { NEUME_PHASE_SILENCE, NEUME_PHASE_ATTACK, NEUME_PHASE_BODY };

enum {
    NEUME_NOTE_HMM_BLOCK = 32, /* decisions that come at a time */
    NEUME_NOTE_HMM_PER_SEMITONE = 3,
    NEUME_NOTE_HMM_MOST = 128 * NEUME_NOTE_HMM_PER_SEMITONE + 1 /* pitches */
};

/* What one frame of 11.6 ms says of each pitch, all of it logarithms. [pitches] of the model are read. */
struct neume_note_evidence {
    float attack[NEUME_NOTE_HMM_MOST], body[NEUME_NOTE_HMM_MOST]; /* likelihood over that of silence */
    float start[NEUME_NOTE_HMM_MOST];                             /* weight of the note beginning after silence, */
    float change[NEUME_NOTE_HMM_MOST];                            /* after a note of another pitch, */
    float again[NEUME_NOTE_HMM_MOST];                             /* after one of the same; */
    float stay[NEUME_NOTE_HMM_MOST];                              /* and of its going on */
    float end;                                                    /* weight of a note falling silent */
};

struct neume_note_decision {
    enum neume_note_phase phase;
    float pitch; /* MIDI pitch of the state, a third of a semitone fine; 0 in silence */
    int begins;  /* 1 in the first frame of a note */
};

struct neume_note_hmm {
    size_t pitches; /* thirds of a semitone */
    float low;      /* MIDI pitch of the first, a multiple of a third */
    struct neume_viterbi viterbi;
    float *score[2];    /* [states], log, before and after */
    uint16_t *other;    /* [pitches]: where a note that goes over into that pitch best comes from */
    float *other_score; /* [pitches]: of that */
    size_t best;
    size_t last; /* the state decided last */
};

/* 0 <= low < high <= 128. ARGUMENT, MEMORY. */
enum neume_status neume_note_hmm_init(struct neume_note_hmm *h, double low, double high);
void neume_note_hmm_release(struct neume_note_hmm *h);
void neume_note_hmm_reset(struct neume_note_hmm *h);

/* MIDI pitch of state pair p, 0 <= p < h->pitches. */
float neume_note_hmm_pitch(const struct neume_note_hmm *h, size_t p);

/* One frame in; the oldest undecided frames out, 0 or NEUME_NOTE_HMM_BLOCK of them. */
size_t neume_note_hmm_process(struct neume_note_hmm *h, const struct neume_note_evidence *evidence,
                              struct neume_note_decision *out);

/* After the last frame, until it returns 0. */
size_t neume_note_hmm_flush(struct neume_note_hmm *h, struct neume_note_decision *out);

#endif
