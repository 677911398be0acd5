/* SPDX-License-Identifier: MIT
 *
 * Which part of a band each note of the polyphonic model belongs to: what the notes' partials were while they sounded
 * is kept, and at the end all of them are judged together. */
#ifndef NEUME_MODELS_POLY_POLY_PARTS_H
#define NEUME_MODELS_POLY_POLY_PARTS_H

#include "models/parts/part_features.h"
#include "models/poly/poly_partials.h"
#include "neume/note.h"

/* A stream. */
struct neume_poly_parts {
    struct neume_poly_partials *partials;
    float *row; /* [count][NEUME_POLY_PARTIALS], one for each note, in the order in which they ended */
    size_t count, capacity;
};

/* `delay` as neume_poly_partials_new() has it. MEMORY */
enum neume_status neume_poly_parts_init(struct neume_poly_parts *p, size_t delay);
void neume_poly_parts_release(struct neume_poly_parts *p); /* of zeroes it does nothing */
void neume_poly_parts_reset(struct neume_poly_parts *p);

/* A note that ended: one more row. MEMORY */
enum neume_status neume_poly_parts_end(struct neume_poly_parts *p, const struct neume_poly_note *note);

/* Row `from` becomes row `to`, which is not after it. */
void neume_poly_parts_move(struct neume_poly_parts *p, size_t to, size_t from);

/* note[count], strike[count] in dB, as many as there are rows: gives the notes their parts. MEMORY */
enum neume_status neume_poly_parts_assign(const struct neume_poly_parts *p, struct neume_note *note,
                                          const float *strike, size_t count);

#endif
