/* SPDX-License-Identifier: MIT
 *
 * When a tone begins to sound beside another one that has not died away: by the power of those of its partials that the
 * other does not have. */
#ifndef NEUME_MODELS_EMERGENCE_H
#define NEUME_MODELS_EMERGENCE_H

#include <stddef.h>

enum {
    neume_emergence_samples = 4096, /* that can be looked at, at most */
    neume_emergence_block = 16,     /* samples: how finely */
    neume_emergence_blocks = neume_emergence_samples / neume_emergence_block
};

/* Scratch. */
struct neume_emergence {
    float re[neume_emergence_blocks], im[neume_emergence_blocks], power[neume_emergence_blocks];
    float scratch[neume_emergence_blocks];
};

/* Of `sample`, [count <= neume_emergence_samples] at `rate` Hz: the place, in samples, where a tone of `hz` begins that
 * is surely there at `sure`, a place, and soon after; no more than `back` samples before it. `other`: Hz of the tone
 * before it, or 0. -1 where no partial tells the two apart or it never rises. */
double neume_emergence_find(struct neume_emergence *e, const float *sample, size_t count, double rate, double hz,
                            double other, size_t sure, size_t back);

#endif
