/* SPDX-License-Identifier: MIT
 *
 * What tells which part of a band a note belongs to: how its partials stand (models/poly/poly_partials.h), how it lies
 * among the notes about it, and how it lies in the song. */
#ifndef NEUME_MODELS_PARTS_PART_FEATURES_H
#define NEUME_MODELS_PARTS_PART_FEATURES_H

#include <stddef.h>

#include "models/poly/poly_partials.h"
#include "neume/note.h"

enum { NEUME_PART_CONTEXT = 23, NEUME_PART_FEATURES = NEUME_POLY_PARTIALS + NEUME_PART_CONTEXT };

/* The pitched notes of a song. */
struct neume_part_song {
    const struct neume_note *note; /* [count], in any order */
    const float *strike;           /* [count]: dB of each */
    const float *partials;         /* [count][NEUME_POLY_PARTIALS] */
    size_t count;
};

/* Orders indices of the notes by onset: index[count]. MEMORY */
enum neume_status neume_part_order(const struct neume_part_song *song, size_t *index);

/* feature: [count][NEUME_PART_FEATURES], finite, in the order of `index`, which neume_part_order() made. MEMORY */
enum neume_status neume_part_describe(const struct neume_part_song *song, const size_t *index, float *feature);

#endif
