/* SPDX-License-Identifier: MIT
 *
 * The hidden Markov model that cuts a pitch track into notes: for every third of a semitone an attack, in which the
 * pitch may still slide, and a body, in which it stays; and one state of silence. */
#ifndef NEUME_MODELS_MELODY_NOTE_HMM_H
#define NEUME_MODELS_MELODY_NOTE_HMM_H

#include <stddef.h>
#include <stdint.h>

#include "analysis/viterbi.h"
#include "neume/status.h"

enum neume_note_phase { NEUME_PHASE_SILENCE, NEUME_PHASE_ATTACK, NEUME_PHASE_BODY };

enum {
    NEUME_NOTE_HMM_BLOCK = 32 /* decisions that come at a time */
};

/* What one frame of the pitch track says. */
struct neume_note_evidence {
    float pitch;  /* MIDI pitch with its fraction; any value where `voiced` is near 0 */
    float voiced; /* 0..1 */
    float onset;  /* 0..1: how surely something begins in this frame */
    float ending; /* 0..1: how surely that is only the end of a note, which no note of the same pitch begins with */
};

struct neume_note_decision {
    enum neume_note_phase phase;
    float pitch; /* MIDI pitch of the state, a third of a semitone fine; 0 in silence */
    int begins;  /* 1 in the first frame of a note */
};

struct neume_note_hmm {
    size_t pitches; /* thirds of a semitone */
    float low;      /* MIDI pitch of the first */
    struct neume_viterbi viterbi;
    float *score[2]; /* [states], log, before and after */
    uint16_t *other; /* [pitches]: where a note that goes over into that pitch best comes from */
    size_t best;
    size_t last; /* the state decided last */
};

/* 0 <= low < high <= 128. ARGUMENT, MEMORY. */
enum neume_status neume_note_hmm_init(struct neume_note_hmm *h, double low, double high);
void neume_note_hmm_release(struct neume_note_hmm *h);
void neume_note_hmm_reset(struct neume_note_hmm *h);

/* One frame in; the oldest undecided frames out, 0 or NEUME_NOTE_HMM_BLOCK of them. */
size_t neume_note_hmm_process(struct neume_note_hmm *h, const struct neume_note_evidence *evidence,
                              struct neume_note_decision *out);

/* After the last frame, until it returns 0. */
size_t neume_note_hmm_flush(struct neume_note_hmm *h, struct neume_note_decision *out);

#endif
