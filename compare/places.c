/* SPDX-License-Identifier: MIT */
#include "compare/places.h"

#include "core/names.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum neume_status neume_compare_push_place(struct neume_compare_data *data, size_t *capacity,
                                           const struct neume_compare_place *place)
{
    if (data->place_count >= *capacity) {
        size_t more = 2 * data->place_count + 64;
        struct neume_compare_place *grown = realloc(data->place, more * sizeof *grown);
        if (!grown)
            return NEUME_ERR_MEMORY;
        data->place = grown;
        *capacity = more;
    }
    data->place[data->place_count++] = *place;
    return NEUME_OK;
}

void neume_compare_name_sound(int pitch, int drum, char *out, size_t size)
{
    static const char *const drums[] = {"kick", "snare", "hi-hat", "tom", "cymbal", "percussion"};
    if (drum)
        snprintf(out, size, "%s", drums[pitch]);
    else
        neume_pitch_name(pitch, out, size);
}

static int by_score(const void *a, const void *b)
{
    const struct neume_compare_place *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    if (x->start != y->start)
        return x->start > y->start ? 1 : -1;
    if (x->pitch != y->pitch)
        return x->pitch - y->pitch;
    if (x->kind != y->kind)
        return (int)x->kind - (int)y->kind;
    if (x->drum != y->drum)
        return x->drum - y->drum;
    return (x->end > y->end) - (x->end < y->end);
}

void neume_compare_sort_places(struct neume_compare_data *data)
{
    if (data->place_count)
        qsort(data->place, data->place_count, sizeof *data->place, by_score);
}
