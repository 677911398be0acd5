/* SPDX-License-Identifier: MIT */
#ifndef NEUME_MIDI_ROLL_ROLL_PARTS_H
#define NEUME_MIDI_ROLL_ROLL_PARTS_H

#include "midi/roll/roll_private.h"

/* Bytes in no known encoding to UTF-8 without control characters, into out[room]. */
void neume_roll_text(const char *bytes, size_t size, char *out, size_t room);

/* Fills score.part, part_of and mpe. */
enum neume_status neume_roll_find_parts(struct neume_roll_reader *r);

#endif
