/* SPDX-License-Identifier: MIT
 *
 * A SoundFont with one instrument that does nothing but what it is told: a sawtooth without filter, vibrato or
 * envelope, in tune to a thousandth of a cent. What differs between a recording and its rendering is then not the
 * font's. */
#ifndef NEUME_TESTS_SUPPORT_SOUNDFONT_H
#define NEUME_TESTS_SUPPORT_SOUNDFONT_H

void support_write_soundfont(const char *path);

/* Every note ends the others of this class; 0: none. */
void support_write_soundfont_of_class(const char *path, unsigned exclusive_class);

#endif
