/* SPDX-License-Identifier: MIT */
#ifndef NEUME_MIDI_ROLL_ROLL_SOUND_H
#define NEUME_MIDI_ROLL_ROLL_SOUND_H

#include "midi/roll/roll_draw.h"

void neume_roll_draw_spectrogram(const struct neume_roll_drawing *d, size_t row);
void neume_roll_draw_wave(const struct neume_roll_drawing *d, size_t row);

#endif
