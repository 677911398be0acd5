/* SPDX-License-Identifier: MIT
 *
 * Where two recordings differ, over time, without any ground truth: for a source and the render of its transcription.
 *
 * The power of a band of one signal is explained where the other has, in the same frame or the one before it and a band
 * to either side, the same frequency at most 12 dB weaker, one of which it is the second to sixth partial at most 6 dB
 * weaker, or its octave as strong. What is left is no matter of timbre or of octaves: something sounds in one that does
 * not in the other. */
#ifndef NEUME_ANALYSIS_DIFFERENCE_H
#define NEUME_ANALYSIS_DIFFERENCE_H

#include <stddef.h>

#include "analysis/distance.h"
#include "neume/status.h"

#define NEUME_DIFFERENCE_HOP 0.25 /* seconds of one cell */

enum neume_difference_measure {
    NEUME_DIFFERENCE_MISSING,  /* 0..1: of the power of the first signal, the share that the second does not explain */
    NEUME_DIFFERENCE_EXTRA,    /* 0..1: the same the other way round */
    NEUME_DIFFERENCE_CHROMA,   /* 0..1: mean cosine of the chromas; 1 in cells where neither sounds */
    NEUME_DIFFERENCE_SPECTRUM, /* dB, 0..50: mean absolute difference of the bands, each frame's held above a floor 50
                                  dB under its loudest band; 0 where neither sounds */
    NEUME_DIFFERENCE_FIRST,    /* dB: power of the first signal, held above a floor 60 dB under the loudest cell */
    NEUME_DIFFERENCE_SECOND,   /* dB: of the second, above the same floor */
    NEUME_DIFFERENCE_MEASURES
};

struct neume_difference; /* a stream of frames: 48 bytes of memory for a cell, 0.7 MB an hour */

enum neume_status neume_difference_new(struct neume_difference **out); /* MEMORY */
void neume_difference_free(struct neume_difference *d);

/* A neume_distance_watcher; `user` is the struct neume_difference. Allocates as the cells grow; a failure is kept and
 * told by the next call below. */
void neume_difference_watch(void *user, const struct neume_distance_frame *frame);

/* Cells so far: cell c holds the frames whose centre lies in c .. c + 1 times NEUME_DIFFERENCE_HOP. */
size_t neume_difference_cells(const struct neume_difference *d);

/* Writes one measure to out [cells], finite. MEMORY: of an earlier frame. */
enum neume_status neume_difference_curve(const struct neume_difference *d, enum neume_difference_measure measure,
                                         float *out);

/* The shares of all the power of the first and of the second signal, 0..1; of silence 0. */
void neume_difference_shares(const struct neume_difference *d, double *missing, double *extra);

#endif
