/* SPDX-License-Identifier: MIT
 *
 * What the files of the notation share. */
#ifndef NEUME_MIDI_NOTATION_NOTATION_PRIVATE_H
#define NEUME_MIDI_NOTATION_NOTATION_PRIVATE_H

#include "midi/notation/notation.h"

/* The ticks at which the bars start, and the last ends: [bars + 1]. */
struct neume_notation_ticks {
    uint64_t *start;
};

/* A note before quantising: where in which bar it begins and ends. */
struct neume_notation_raw {
    double on, off;
    size_t on_bar, off_bar;
};

/* Where ticks lie on paper, before quantising: in which bar, and where in it. */
double neume_notation_place(const struct neume_notation *n, const struct neume_notation_ticks *ticks, uint64_t tick,
                            size_t *bar);

/* Chooses the grid of each quarter, and puts the notes on it: raw[part->count]. */
void neume_notation_quantize(const struct neume_notation *n, struct neume_notation_part *part,
                             const struct neume_notation_raw *raw);

/* Of sorted notes: one staff or two, and which hand plays what; then the voices of each staff. */
void neume_notation_staves(struct neume_notation_part *part);
void neume_notation_voices(struct neume_notation_part *part);

/* Marks: appended in any order, sorted at the end. A part's notes are as they will be written. */
enum neume_status neume_notation_add_mark(struct neume_notation_part *part, enum neume_notation_mark_kind kind,
                                          int64_t at, int level);
void neume_notation_sort_marks(struct neume_notation_part *part);
enum neume_status neume_notation_dynamics(const struct neume_notation *n, struct neume_notation_part *part);
enum neume_status neume_notation_pedals(struct neume_notation *n, const struct neume_notation_ticks *ticks,
                                        const struct neume_smf *smf);

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
