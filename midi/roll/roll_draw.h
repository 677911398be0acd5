/* SPDX-License-Identifier: MIT
 *
 * What the files that draw a roll share. */
#ifndef NEUME_MIDI_ROLL_ROLL_DRAW_H
#define NEUME_MIDI_ROLL_ROLL_DRAW_H

#include <cairo.h>

#include "midi/roll/roll_base.h"
#include "midi/roll/roll_score_base.h"

struct neume_roll_rgb {
    double r, g, b; /* 0..1 */
};

/* The same names as in cli/pages/base.css, so that pictures and pages look alike. */
struct neume_roll_paint {
    struct neume_roll_rgb back, panel, ink, soft, line, bar, black_row, white_key, black_key, accent, wave;
    struct neume_roll_rgb ramp[5];  /* soft to loud */
    struct neume_roll_rgb part[10]; /* tracks, in turn */
};

struct neume_roll_drawing {
    cairo_t *cr;
    const struct neume_roll_score *score;
    const struct neume_roll_options *options;
    const struct neume_roll_layout *layout;
    const struct neume_roll_paint *paint;
    int is_vector;
};
enum neume_roll_align { NEUME_ROLL_START, NEUME_ROLL_MIDDLE, NEUME_ROLL_END };

static inline int neume_roll_is_black(int pitch)
{
    return 0x54A >> (pitch % 12) & 1;
}

#endif
