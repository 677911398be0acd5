/* SPDX-License-Identifier: MIT */
#ifndef NEUME_COMPARE_PLACES_H
#define NEUME_COMPARE_PLACES_H

#include <stddef.h>

#include "compare/compare_data.h"
#include "neume/status.h"

/* Appends a place; *capacity is how many there is room for, 0 at first. MEMORY. */
enum neume_status neume_compare_push_place(struct neume_compare_data *data, size_t *capacity,
                                           const struct neume_compare_place *place);

/* "F#3", or of a class of drums "hi-hat" */
void neume_compare_name_sound(int pitch, int drum, char *out, size_t size);

/* Orders places by score, then by time, then by pitch. */
void neume_compare_sort_places(struct neume_compare_data *data);

#endif
