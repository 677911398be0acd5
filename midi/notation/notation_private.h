/* SPDX-License-Identifier: MIT
 *
 * What the files of the notation share. */
#ifndef NEUME_MIDI_NOTATION_NOTATION_PRIVATE_H
#define NEUME_MIDI_NOTATION_NOTATION_PRIVATE_H

#include "midi/notation/notation_base.h"

/* The ticks at which the bars start, and the last ends: [bars + 1]. */
struct neume_notation_ticks {
    uint64_t *start;
};

/* A note before quantising: where in which bar it begins and ends. */
struct neume_notation_raw {
    double on, off;
    size_t on_bar, off_bar;
};

static inline int64_t neume_notation_end(const struct neume_notation *n)
{
    return n->bar[n->bars - 1].start + n->bar[n->bars - 1].length;
}

/* 12/8, 9/8, 6/8: three eighths a beat. */
static inline int neume_notation_is_compound(const struct neume_notation_bar *bar)
{
    return bar->denominator >= 8 && bar->numerator > 3 && bar->numerator % 3 == 0;
}

#endif
