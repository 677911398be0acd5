/* SPDX-License-Identifier: MIT
 *
 * What the files that draw a roll share. */
#ifndef NEUME_MIDI_ROLL_ROLL_DRAW_H
#define NEUME_MIDI_ROLL_ROLL_DRAW_H

#include <cairo.h>

#include "midi/roll/roll.h"

struct neume_roll_rgb {
    double r, g, b; /* 0..1 */
};

/* The same names as in cli/pages/base.css, so that pictures and pages look alike. */
struct neume_roll_paint {
    struct neume_roll_rgb back, panel, ink, soft, line, bar, black_row, white_key, black_key, accent, wave;
    struct neume_roll_rgb ramp[5];  /* soft to loud */
    struct neume_roll_rgb part[10]; /* tracks, in turn */
};

const struct neume_roll_paint *neume_roll_paint_of(enum neume_roll_theme theme);
struct neume_roll_rgb neume_roll_mix(struct neume_roll_rgb a, struct neume_roll_rgb b, double share_of_b);
struct neume_roll_rgb neume_roll_ramp(const struct neume_roll_paint *paint, double level); /* 0..1 */
struct neume_roll_rgb neume_roll_note_rgb(const struct neume_roll_paint *paint, enum neume_roll_colour colour,
                                          const struct neume_roll_note *note);
/* Spectrogram level to a colour: from `back` towards `ink`. */
struct neume_roll_rgb neume_roll_level_rgb(const struct neume_roll_paint *paint, uint8_t level);

struct neume_roll_drawing {
    cairo_t *cr;
    const struct neume_roll_score *score;
    const struct neume_roll_options *options;
    const struct neume_roll_layout *layout;
    const struct neume_roll_paint *paint;
    int is_vector;
};

void neume_roll_set(const struct neume_roll_drawing *d, struct neume_roll_rgb c, double alpha);
enum neume_roll_align { NEUME_ROLL_START, NEUME_ROLL_MIDDLE, NEUME_ROLL_END };
void neume_roll_say(const struct neume_roll_drawing *d, double x, double baseline, enum neume_roll_align align,
                    const char *text);
double neume_roll_text_width(const struct neume_roll_drawing *d, const char *text);

/* The right edge of a row's music. */
double neume_roll_row_right(const struct neume_roll_drawing *d, size_t row);

/* Of one row. */
void neume_roll_draw_ruler(const struct neume_roll_drawing *d, size_t row);
void neume_roll_draw_grid(const struct neume_roll_drawing *d, size_t row);
void neume_roll_draw_keys(const struct neume_roll_drawing *d, size_t row);
void neume_roll_draw_spectrogram(const struct neume_roll_drawing *d, size_t row);
void neume_roll_draw_wave(const struct neume_roll_drawing *d, size_t row);
void neume_roll_draw_notes(const struct neume_roll_drawing *d, size_t row);
void neume_roll_draw_lanes(const struct neume_roll_drawing *d, size_t row);

/* Of the whole. */
void neume_roll_draw_title(const struct neume_roll_drawing *d);
void neume_roll_draw_legend(const struct neume_roll_drawing *d);

/* "C4" for 60. */
void neume_roll_pitch_name(int pitch, char *out, size_t size);
/* "1:02", "1:02:03", with tenths "1:02.5" */
void neume_roll_clock(double seconds, int tenths, char *out, size_t size);

static inline int neume_roll_is_black(int pitch)
{
    return 0x54A >> (pitch % 12) & 1;
}

#endif
