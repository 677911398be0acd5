/* SPDX-License-Identifier: MIT */
#ifndef NEUME_TESTS_SUPPORT_NOTES_H
#define NEUME_TESTS_SUPPORT_NOTES_H

#include "neume/note.h"

/* Fails the test, with `name`, where the notes or their curves differ in any field. struct neume_note has padding, so
 * its bytes say nothing. */
void notes_assert_same(const struct neume_notes *got, const struct neume_notes *expected, const char *name);

/* Notes of this pitch whose onset is within `window` seconds. */
size_t notes_near(const struct neume_notes *notes, int pitch, double onset, double window);

#endif
