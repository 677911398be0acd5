/* SPDX-License-Identifier: MIT
 *
 * The loudness and the brightness of a note that still sounds, point by point, thinned as they come. */
#ifndef NEUME_MODELS_TOUCHES_H
#define NEUME_MODELS_TOUCHES_H

#include <stddef.h>

#include "neume/note.h"

enum { neume_touch_points = 2048 }; /* touches that outgrow them are thinned more coarsely */

struct neume_touches {
    struct neume_touch point[neume_touch_points];
    size_t count;
    float step; /* dB that the loudness must move by to be written down */
};

void neume_touches_begin(struct neume_touches *t);

/* `time`: seconds after the onset, not falling. Nothing that stays is further off than half a dB, or where a note
 * outgrew the room a whole one, then two ... */
void neume_touches_add(struct neume_touches *t, float time, float loudness, float brightness);

/* The edges of a note of `length` seconds belong to its neighbours' windows: it begins as loud as it is a moment later,
 * and ends as loud as it was a moment before. */
void neume_touches_end(struct neume_touches *t, float length);

#endif
