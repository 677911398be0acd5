/* SPDX-License-Identifier: MIT */
#ifndef NEUME_MIDI_ROLL_ROLL_TIME_H
#define NEUME_MIDI_ROLL_ROLL_TIME_H

#include "midi/roll/roll_private.h"

/* Fills the beats and marks. */
enum neume_status neume_roll_find_time(struct neume_roll_reader *r);

#endif
