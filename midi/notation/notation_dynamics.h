/* SPDX-License-Identifier: MIT
 *
 * Dynamics as an engraver would set them: few. The loudness of the beats is explained by levels that hold, levels that
 * follow each other, and hairpins; every mark has its price, and the cheapest explanation of all is found by dynamic
 * programming (as Viterbi's, over the beats). */
#ifndef NEUME_MIDI_NOTATION_NOTATION_DYNAMICS_H
#define NEUME_MIDI_NOTATION_NOTATION_DYNAMICS_H

#include "midi/notation/notation_base.h"
#include "neume/status.h"

/* Marks: appended in any order, sorted at the end. A part's notes are as they will be written. */
enum neume_status neume_notation_add_mark(struct neume_notation_part *part, enum neume_notation_mark_kind kind,
                                          int64_t at, int level);
void neume_notation_sort_marks(struct neume_notation_part *part);
enum neume_status neume_notation_dynamics(const struct neume_notation *n, struct neume_notation_part *part);

#endif
