/* SPDX-License-Identifier: MIT
 *
 * When a tone begins to sound beside another one that has not died away: by the power of those of its partials that the
 * other does not have. */
#ifndef NEUME_MODELS_MELODY_ONSET_REFINE_H
#define NEUME_MODELS_MELODY_ONSET_REFINE_H

#include <stddef.h>

enum {
    NEUME_ONSET_REFINE_SAMPLES = 4096, /* that can be looked at, at most */
    NEUME_ONSET_REFINE_BLOCK = 16,     /* samples: how finely */
    NEUME_ONSET_REFINE_BLOCKS = NEUME_ONSET_REFINE_SAMPLES / NEUME_ONSET_REFINE_BLOCK
};

/* Scratch. */
struct neume_onset_refine {
    float re[NEUME_ONSET_REFINE_BLOCKS], im[NEUME_ONSET_REFINE_BLOCKS], power[NEUME_ONSET_REFINE_BLOCKS];
    float scratch[NEUME_ONSET_REFINE_BLOCKS];
};

/* Of `sample`, [count <= NEUME_ONSET_REFINE_SAMPLES] at `rate` Hz: the place, in samples, where a tone of `hz` begins
 * that is surely there at `sure`, a place, and soon after; no more than `back` samples before it. `other`: Hz of the
 * tone before it, or 0. -1 where no partial tells the two apart or it never rises. */
double neume_onset_refine_find(struct neume_onset_refine *e, const float *sample, size_t count, double rate, double hz,
                               double other, size_t sure, size_t back);

#endif
