/* SPDX-License-Identifier: MIT */
#ifndef NEUME_MIDI_ROLL_ROLL_NOTES_H
#define NEUME_MIDI_ROLL_ROLL_NOTES_H

#include "midi/roll/roll_draw.h"

void neume_roll_draw_notes(const struct neume_roll_drawing *d, size_t row);

#endif
