/* SPDX-License-Identifier: MIT */
#include "neume/note.h"

#include <stdlib.h>
#include <string.h>

void neume_notes_init(struct neume_notes *notes)
{
    memset(notes, 0, sizeof *notes);
}

void neume_notes_release(struct neume_notes *notes)
{
    if (!notes)
        return;
    free(notes->note);
    free(notes->bend);
    free(notes->expression);
    neume_notes_init(notes);
}

/* Makes room for `extra` more items; the array is left as it was where that fails. */
static int reserve(void **items, size_t *capacity, size_t count, size_t extra, size_t item_size)
{
    if (count + extra <= *capacity)
        return 1;
    size_t wanted = *capacity ? *capacity : 64;
    while (wanted < count + extra)
        wanted *= 2;
    void *grown = realloc(*items, wanted * item_size);
    if (!grown)
        return 0;
    *items = grown;
    *capacity = wanted;
    return 1;
}

/* Room for so much more of each; a failure changes nothing that can be seen. */
static int make_room(struct neume_notes *notes, size_t count, size_t points, size_t moments)
{
    void *items = notes->note, *bends = notes->bend, *expression = notes->expression;
    int ok = reserve(&items, &notes->capacity, notes->count, count, sizeof *notes->note);
    notes->note = items;
    ok = ok && reserve(&bends, &notes->bend_capacity, notes->bend_count, points, sizeof *notes->bend);
    notes->bend = bends;
    ok = ok &&
         reserve(&expression, &notes->expression_capacity, notes->expression_count, moments, sizeof *notes->expression);
    notes->expression = expression;
    return ok;
}

/* The index of the item that `pointer` is, or SIZE_MAX where it is none of the list's. */
static size_t place_in(const void *pointer, const void *items, size_t count, size_t item_size)
{
    uintptr_t at = (uintptr_t)pointer, first = (uintptr_t)items;
    return pointer && items && at >= first && at < first + count * item_size ? (at - first) / item_size : SIZE_MAX;
}

enum neume_status neume_notes_push_expressive(struct neume_notes *notes, const struct neume_note *note,
                                              const struct neume_bend *curve, const struct neume_expression *expression)
{
    struct neume_note copy = *note; /* which may be one of the list, about to move */
    size_t points = curve ? copy.bend_count : 0, moments = expression ? copy.expression_count : 0;
    /* So may the curve and the expression be the list's own. */
    size_t own_curve = place_in(curve, notes->bend, notes->bend_count, sizeof *curve);
    size_t own_expression = place_in(expression, notes->expression, notes->expression_count, sizeof *expression);
    if (!make_room(notes, 1, points, moments))
        return NEUME_ERR_MEMORY;
    curve = own_curve < notes->bend_count ? notes->bend + own_curve : curve;
    expression = own_expression < notes->expression_count ? notes->expression + own_expression : expression;
    struct neume_note *added = &notes->note[notes->count++];
    *added = copy;
    added->bend_first = points ? (uint32_t)notes->bend_count : 0;
    added->bend_count = (uint32_t)points;
    added->expression_first = moments ? (uint32_t)notes->expression_count : 0;
    added->expression_count = (uint32_t)moments;
    if (points)
        memcpy(notes->bend + notes->bend_count, curve, points * sizeof *curve);
    if (moments)
        memcpy(notes->expression + notes->expression_count, expression, moments * sizeof *expression);
    notes->bend_count += points;
    notes->expression_count += moments;
    return NEUME_OK;
}

enum neume_status neume_notes_push(struct neume_notes *notes, const struct neume_note *note,
                                   const struct neume_bend *curve)
{
    return neume_notes_push_expressive(notes, note, curve, NULL);
}

enum neume_status neume_notes_append(struct neume_notes *notes, const struct neume_notes *from)
{
    size_t count = from->count;
    /* All the room first: a list appended to itself stays where it is, and a failure changes nothing. */
    int ok = make_room(notes, count, from->bend_count, from->expression_count);
    for (size_t i = 0; ok && i < count; i++) {
        const struct neume_note *n = &from->note[i];
        ok = neume_notes_push_expressive(notes, n, n->bend_count ? from->bend + n->bend_first : NULL,
                                         n->expression_count ? from->expression + n->expression_first : NULL) ==
             NEUME_OK;
    }
    return ok ? NEUME_OK : NEUME_ERR_MEMORY;
}

static int sign(double x)
{
    return (x > 0) - (x < 0);
}

static int by_onset(const void *a, const void *b)
{
    const struct neume_note *x = a, *y = b;
    if (x->onset != y->onset)
        return sign(x->onset - y->onset);
    if (x->drum != y->drum)
        return x->drum - y->drum;
    if (x->pitch != y->pitch)
        return x->pitch - y->pitch;
    if (x->offset != y->offset)
        return sign(x->offset - y->offset);
    if (x->velocity != y->velocity)
        return y->velocity - x->velocity;
    if (x->confidence != y->confidence)
        return sign((double)y->confidence - x->confidence);
    if (x->bend_first != y->bend_first)
        return x->bend_first < y->bend_first ? -1 : 1;
    return (x->expression_first > y->expression_first) - (x->expression_first < y->expression_first);
}

void neume_notes_sort(struct neume_notes *notes)
{
    if (notes->count)
        qsort(notes->note, notes->count, sizeof *notes->note, by_onset);
}

double neume_notes_end(const struct neume_notes *notes)
{
    double end = 0;
    for (size_t i = 0; i < notes->count; i++)
        if (notes->note[i].offset > end)
            end = notes->note[i].offset;
    return end;
}
