/* SPDX-License-Identifier: MIT
 *
 * The pitch curve of a note that still sounds, point by point, and its thinning. */
#ifndef NEUME_MODELS_PITCH_CURVE_H
#define NEUME_MODELS_PITCH_CURVE_H

#include <stddef.h>

#include "neume/note.h"

enum {
    NEUME_PITCH_CURVE_POINTS = 4096
}; /* a curve that outgrows them keeps every second frame, then every fourth ... */

struct neume_pitch_curve {
    struct neume_bend point[NEUME_PITCH_CURVE_POINTS];
    size_t count, every; /* frames between the points it keeps */
};

void neume_pitch_curve_begin(struct neume_pitch_curve *c);

/* The point of the note's frame `frame`, 0 and rising; so are the times. */
void neume_pitch_curve_add(struct neume_pitch_curve *c, size_t frame, float time, float cents);

/* Drops the points that the straight line between those that stay gives to a cent. */
void neume_pitch_curve_thin(struct neume_pitch_curve *c);

#endif
