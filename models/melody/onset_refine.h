/* SPDX-License-Identifier: MIT
 *
 * When a tone begins to sound beside another one that has not died away: by the power of those of its partials that the
 * other does not have. */
#ifndef NEUME_MODELS_MELODY_ONSET_REFINE_H
#define NEUME_MODELS_MELODY_ONSET_REFINE_H

#include <stddef.h>

enum {
    neume_onset_refine_samples = 4096, /* that can be looked at, at most */
    neume_onset_refine_block = 16,     /* samples: how finely */
    neume_onset_refine_blocks = neume_onset_refine_samples / neume_onset_refine_block
};

/* Scratch. */
struct neume_onset_refine {
    float re[neume_onset_refine_blocks], im[neume_onset_refine_blocks], power[neume_onset_refine_blocks];
    float scratch[neume_onset_refine_blocks];
};

/* Of `sample`, [count <= neume_onset_refine_samples] at `rate` Hz: the place, in samples, where a tone of `hz` begins
 * that is surely there at `sure`, a place, and soon after; no more than `back` samples before it. `other`: Hz of the
 * tone before it, or 0. -1 where no partial tells the two apart or it never rises. */
double neume_onset_refine_find(struct neume_onset_refine *e, const float *sample, size_t count, double rate, double hz,
                               double other, size_t sure, size_t back);

#endif
