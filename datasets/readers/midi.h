/* SPDX-License-Identifier: MIT */
#ifndef NEUME_DATASETS_READERS_MIDI_H
#define NEUME_DATASETS_READERS_MIDI_H

#include "datasets/readers/text.h"

enum neume_status neume_read_midi(struct neume_reading *r, const char *path);

#endif
