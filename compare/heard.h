/* SPDX-License-Identifier: MIT */
#ifndef NEUME_COMPARE_HEARD_H
#define NEUME_COMPARE_HEARD_H

#include <stddef.h>

#include "compare/compare_data.h"
#include "neume/note.h"

#define NEUME_LISTEN_WINDOW 0.1 /* seconds: the recording may have a slow attack or a room */

/* Drums are the same where they fold to the same of five classes. */
int neume_compare_same_sound(const struct neume_note *a, const struct neume_note *b);

/* The first of the sorted notes that begins at `time` or later. */
size_t neume_compare_first_from(const struct neume_notes *notes, double time);

/* The surest of the sorted notes that is this one, within the window, or NULL. */
const struct neume_note *neume_compare_find_sound(const struct neume_notes *notes, const struct neume_note *note);

/* Whether it is more than a guess; NULL is not. */
int neume_compare_is_heard(const struct neume_note *note);

/* Appends the place of one note; score 0..1. MEMORY. */
enum neume_status neume_compare_push_sound(struct neume_compare_data *data, size_t *capacity,
                                           enum neume_compare_place_kind kind, const struct neume_note *note,
                                           double score);

#endif
