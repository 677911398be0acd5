/* SPDX-License-Identifier: MIT */
#ifndef NEUME_MIDI_NOTATION_NOTATION_PLACE_H
#define NEUME_MIDI_NOTATION_NOTATION_PLACE_H

#include "midi/notation/notation_private.h"

/* Where ticks lie on paper, before quantising: in which bar, and where in it. */
double neume_notation_place(const struct neume_notation *n, const struct neume_notation_ticks *ticks, uint64_t tick,
                            size_t *bar);

#endif
