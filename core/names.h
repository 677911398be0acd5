/* SPDX-License-Identifier: MIT
 *
 * Pitches and drums by name. */
#ifndef NEUME_CORE_NAMES_H
#define NEUME_CORE_NAMES_H

#include <stddef.h>

/* "C4", "F#3" of a MIDI pitch 0..127. */
void neume_pitch_name(int pitch, char *out, size_t size);

/* "3 notes", "1 hit" or "3 notes and 1 hit" into out[size]. */
void neume_name_count(size_t notes, size_t hits, char *out, size_t size);

#endif
