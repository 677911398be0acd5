/* SPDX-License-Identifier: MIT */
#ifndef NEUME_MIDI_ROLL_ROLL_GROW_H
#define NEUME_MIDI_ROLL_ROLL_GROW_H

#include <stddef.h>

/* Room for one more at list[count]; its place, or NULL without memory. */
void *neume_roll_grow(void **list, size_t *capacity, size_t count, size_t size);

#endif
