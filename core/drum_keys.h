/* SPDX-License-Identifier: MIT
 *
 * General MIDI's percussion keys by name, for files, pictures and pages. */
#ifndef NEUME_CORE_DRUM_KEYS_H
#define NEUME_CORE_DRUM_KEYS_H

#include <stddef.h>

enum { NEUME_DRUM_KEY_FIRST = 35, NEUME_DRUM_KEY_LAST = 81 };

/* "acoustic bass drum" in lists of notes; "percussion" of the keys that a drum kit does not have. Never NULL. */
const char *neume_drum_key_name(int key);

/* "Kick 2" in pictures and pages; NULL outside NEUME_DRUM_KEY_FIRST..NEUME_DRUM_KEY_LAST. */
const char *neume_drum_key_label(int key);

/* "KD", where there is little room; NULL if the key has none. */
const char *neume_drum_key_letters(int key);

#endif
