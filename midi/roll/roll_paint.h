/* SPDX-License-Identifier: MIT */
#ifndef NEUME_MIDI_ROLL_ROLL_PAINT_H
#define NEUME_MIDI_ROLL_ROLL_PAINT_H

#include "midi/roll/roll_draw.h"

const struct neume_roll_paint *neume_roll_paint_of(enum neume_roll_theme theme);
struct neume_roll_rgb neume_roll_mix(struct neume_roll_rgb a, struct neume_roll_rgb b, double share_of_b);
struct neume_roll_rgb neume_roll_ramp(const struct neume_roll_paint *paint, double level); /* 0..1 */
struct neume_roll_rgb neume_roll_note_rgb(const struct neume_roll_paint *paint, enum neume_roll_colour colour,
                                          const struct neume_roll_note *note);
/* Spectrogram level to a colour: from `back` towards `ink`. */
struct neume_roll_rgb neume_roll_level_rgb(const struct neume_roll_paint *paint, uint8_t level);

void neume_roll_set(const struct neume_roll_drawing *d, struct neume_roll_rgb c, double alpha);
void neume_roll_say(const struct neume_roll_drawing *d, double x, double baseline, enum neume_roll_align align,
                    const char *text);
double neume_roll_text_width(const struct neume_roll_drawing *d, const char *text);

/* The right edge of a row's music. */
double neume_roll_row_right(const struct neume_roll_drawing *d, size_t row);

/* "C4" for 60. */
void neume_roll_pitch_name(int pitch, char *out, size_t size);
/* "1:02", "1:02:03", with tenths "1:02.5" */
void neume_roll_clock(double seconds, int tenths, char *out, size_t size);

#endif
