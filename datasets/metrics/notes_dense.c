/* SPDX-License-Identifier: MIT */
#include "datasets/metrics/notes_dense.h"

#include <math.h>
#include <stdlib.h>

#include "datasets/metrics/match_dense.h"
#include "datasets/metrics/notes_pairing.h"

struct place {
    double pitch, time; /* cells, whole numbers */
    double value;       /* seconds */
    uint32_t estimate;
};

struct cells {
    const struct neume_pairing *pairing;
    const struct neume_note_limits *limits;
    double pitch_width, time_width; /* octaves, seconds; 0 where one cell holds all */
    struct place *place;            /* [n_estimates] in order */
};

static int by_place(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->pitch != y->pitch)
        return x->pitch < y->pitch ? -1 : 1;
    if (x->time != y->time)
        return x->time < y->time ? -1 : 1;
    if (x->value != y->value)
        return x->value < y->value ? -1 : 1;
    return x->estimate < y->estimate ? -1 : x->estimate > y->estimate;
}

static struct place place_of(const struct cells *c, const struct neume_note_set *set, const double *octaves, uint32_t i)
{
    return (struct place){c->pitch_width > 0 ? floor(octaves[i] / c->pitch_width) : 0,
                          c->time_width > 0 ? floor(set->onset[i] / c->time_width) : 0,
                          c->limits->offsets ? set->offset[i] : set->onset[i], i};
}

/* The first place not before `p`. */
static uint32_t find(const struct cells *c, const struct place *p)
{
    size_t low = 0, high = c->pairing->estimate->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (by_place(&c->place[middle], p) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return (uint32_t)low;
}

static size_t spans(const void *context, uint32_t reference, struct neume_match_span *span)
{
    const struct cells *c = context;
    const struct place own = place_of(c, c->pairing->reference, c->pairing->reference_octaves, reference);
    double reach = neume_pairing_reach(c->pairing, c->limits, reference);
    int pitches = c->pitch_width > 0, times = c->time_width > 0;
    size_t n = 0;
    for (int p = -pitches; p <= pitches; p++)
        for (int t = -times; t <= times; t++) {
            struct place from = {own.pitch + p, own.time + t, own.value - reach, 0};
            struct place to = {own.pitch + p, own.time + t, own.value + reach, UINT32_MAX};
            span[n] = (struct neume_match_span){find(c, &from), find(c, &to)};
            n += span[n].to > span[n].from;
        }
    return n;
}

static int may_match(const void *context, uint32_t reference, uint32_t estimate)
{
    const struct cells *c = context;
    return neume_pairing_may_match(c->pairing, c->limits, reference, estimate);
}

enum neume_status neume_notes_match_dense(const struct neume_pairing *p, const struct neume_note_limits *limits,
                                          uint32_t *partner, size_t *n_matched)
{
    uint32_t n = (uint32_t)p->estimate->count;
    struct cells c = {.pairing = p, .limits = limits};
    uint32_t *order = malloc(((size_t)n + 1) * sizeof *order);
    c.place = malloc(((size_t)n + 1) * sizeof *c.place);
    enum neume_status status = order && c.place ? NEUME_OK : NEUME_ERR_MEMORY;
    if (status == NEUME_OK) {
        /* A little wider than what may be matched, so that rounding leads no further than the next cell. */
        c.pitch_width = limits->pitches ? 1.001 * limits->rules->pitch_tolerance / 1200 : 0;
        c.time_width = limits->onsets && limits->offsets ? limits->rules->onset_tolerance + 2e-4 : 0;
        for (uint32_t j = 0; j < n; j++)
            c.place[j] = place_of(&c, p->estimate, p->estimate_octaves, j);
        qsort(c.place, n, sizeof *c.place, by_place);
        for (uint32_t j = 0; j < n; j++)
            order[j] = c.place[j].estimate;
        struct neume_dense_graph graph = {(uint32_t)p->reference->count, n, order, spans, may_match, &c};
        status = neume_match_dense(&graph, partner, n_matched);
    }
    free(order);
    free(c.place);
    return status;
}
