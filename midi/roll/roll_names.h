/* SPDX-License-Identifier: MIT */
#ifndef NEUME_MIDI_ROLL_ROLL_NAMES_H
#define NEUME_MIDI_ROLL_ROLL_NAMES_H

#include <stddef.h>

/* "Velocity", "Pitch bend", "Sustain", "CC 23" into out[size]. */
void neume_roll_lane_name(int lane, char *out, size_t size);

/* "Piano", "Bass": the General MIDI family of a program 0..127; "Drums" for -2; "" for others. */
const char *neume_roll_family_name(int program);

#endif
