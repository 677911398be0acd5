/* SPDX-License-Identifier: MIT */
#ifndef NEUME_MIDI_ROLL_ROLL_GRID_H
#define NEUME_MIDI_ROLL_ROLL_GRID_H

#include "midi/roll/roll_draw.h"

/* Of one row. */
void neume_roll_draw_ruler(const struct neume_roll_drawing *d, size_t row);
void neume_roll_draw_grid(const struct neume_roll_drawing *d, size_t row);
void neume_roll_draw_keys(const struct neume_roll_drawing *d, size_t row);

#endif
