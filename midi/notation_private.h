/* SPDX-License-Identifier: MIT
 *
 * What the files of the notation share. */
#ifndef NEUME_MIDI_NOTATION_PRIVATE_H
#define NEUME_MIDI_NOTATION_PRIVATE_H

#include "midi/notation.h"

/* The ticks at which the bars start, and the last ends: [bars + 1]. */
struct neume_notation_ticks {
    uint64_t *start;
};

/* A note before quantising: where in which bar it begins and ends. */
struct neume_notation_raw {
    double on, off;
    size_t on_bar, off_bar;
};

/* Chooses the grid of each quarter, and puts the notes on it: raw[part->count]. */
void neume_notation_quantize(const struct neume_notation *n, struct neume_notation_part *part,
                             const struct neume_notation_raw *raw);

/* Of sorted notes: one staff or two, and which hand plays what; then the voices of each staff. */
void neume_notation_staves(struct neume_notation_part *part);
void neume_notation_voices(struct neume_notation_part *part);

/* 12/8, 9/8, 6/8: three eighths a beat. */
static inline int neume_notation_is_compound(const struct neume_notation_bar *bar)
{
    return bar->denominator >= 8 && bar->numerator > 3 && bar->numerator % 3 == 0;
}

#endif
