/* SPDX-License-Identifier: MIT */
#ifndef NEUME_MIDI_ROLL_ROLL_TILE_H
#define NEUME_MIDI_ROLL_ROLL_TILE_H

#include "midi/roll/roll_base.h"

/* Columns [first, first + count) of a spectrogram as a grey PNG, a pixel a column and bin, the highest bin on top, in
 * 32 steps, which makes it small. *png [*size] is for the caller to free. count 1..32000. MEMORY. */
enum neume_status neume_roll_tile(const struct neume_roll_sound *sound, size_t first, size_t count, uint8_t **png,
                                  size_t *size);

#endif
