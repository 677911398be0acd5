/* SPDX-License-Identifier: MIT
 *
 * The loudness and the brightness of a note that still sounds, point by point, thinned as they come. */
#ifndef NEUME_MODELS_MELODY_DYNAMICS_CURVE_H
#define NEUME_MODELS_MELODY_DYNAMICS_CURVE_H

#include <stddef.h>

#include "neume/note.h"

enum { NEUME_DYNAMICS_CURVE_POINTS = 2048 }; /* what outgrows them is thinned more coarsely */

struct neume_dynamics_curve {
    struct neume_expression point[NEUME_DYNAMICS_CURVE_POINTS];
    size_t count;
    float step; /* dB that the loudness must move by to be written down */
};

void neume_dynamics_curve_begin(struct neume_dynamics_curve *t);

/* `time`: seconds after the onset, not falling. Nothing that stays is further off than half a dB, or where a note
 * outgrew the room a whole one, then two ... */
void neume_dynamics_curve_add(struct neume_dynamics_curve *t, float time, float loudness, float brightness);

/* The edges of a note of `length` seconds belong to its neighbours' windows: it begins as loud as it is a moment later,
 * and ends as loud as it was a moment before. */
void neume_dynamics_curve_end(struct neume_dynamics_curve *t, float length);

#endif
