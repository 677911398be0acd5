/* SPDX-License-Identifier: MIT */
#ifndef NEUME_MIDI_ROLL_ROLL_LANES_H
#define NEUME_MIDI_ROLL_ROLL_LANES_H

#include "midi/roll/roll_draw.h"

void neume_roll_draw_lanes(const struct neume_roll_drawing *d, size_t row);

#endif
