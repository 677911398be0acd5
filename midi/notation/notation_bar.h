/* SPDX-License-Identifier: MIT
 *
 * One bar of one part: values that can be written, ties, triplets, rests, beams, accidentals. */
#ifndef NEUME_MIDI_NOTATION_NOTATION_BAR_H
#define NEUME_MIDI_NOTATION_NOTATION_BAR_H

#include "midi/notation/notation_base.h"
#include "neume/status.h"

/* Cuts what sounds in a bar into pieces; bars in their order. */
enum neume_status neume_notation_write_bar(struct neume_notation_page *page, const struct neume_notation *notation,
                                           const struct neume_notation_part *part, size_t bar);
void neume_notation_page_release(struct neume_notation_page *page);

#endif
