/* SPDX-License-Identifier: MIT
 *
 * What a pitch tracker and the polyphonic network, heard side by side, say of how a recording is played: whether both
 * hear the same single line, whether its pitch moves as a voice's does, and whether its notes die away as plucked ones
 * do. */
#ifndef NEUME_MODELS_CLASSIFY_LINE_EVIDENCE_H
#define NEUME_MODELS_CLASSIFY_LINE_EVIDENCE_H

#include <stddef.h>

#include "neume/note.h"

/* A frame of the tracker; time is that of the notes. */
struct neume_line_frame {
    float time;     /* seconds */
    float pitch;    /* MIDI pitch with its fraction; 0 where it hears none */
    float loudness; /* dB of full scale */
};

struct neume_line_evidence {
    double followed;  /* 0..1: share of the notes' time in which the tracker hears that very note */
    double explained; /* 0..1: share of the tracker's voiced time in which one of the notes has its pitch */
    double wander;    /* cents: how far, as a standard deviation, the tracker's pitch strays within a note */
    double moving;    /* 0..1: share of the voiced time in which the pitch glides or swings */
    double fall;      /* dB a second by which notes fade from their loudest moment on */
};

/* Both sorted by time, frames evenly spaced; all 0 where there is no note or no voiced frame. */
struct neume_line_evidence neume_line_evidence_count(const struct neume_line_frame *frames, size_t count,
                                                     const struct neume_notes *notes);

#endif
