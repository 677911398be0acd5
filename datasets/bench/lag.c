/* SPDX-License-Identifier: MIT */
#include "datasets/bench/lag.h"

#include <math.h>
#include <stdlib.h>

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Onsets of one kind, to be found by time: of notes by the quarter of a semitone that their pitch is nearest to, of
 * hits by their class. */
struct event {
    int kind;
    double time;
};

enum { STEPS = 4 /* to a semitone */ };

static int by_kind_and_time(const void *a, const void *b)
{
    const struct event *x = a, *y = b;
    return x->kind != y->kind ? (x->kind > y->kind) - (x->kind < y->kind) : (x->time > y->time) - (x->time < y->time);
}

static struct event event_of(const struct neume_truth *truth, int hits, size_t i)
{
    if (hits)
        return (struct event){(int)truth->hit[i].drum, truth->hit[i].time};
    return (struct event){(int)lrint(STEPS * fmin(fmax(truth->note[i].pitch, -1000), 1000)), truth->note[i].onset};
}

/* The first of event[count], in their order, that is not before `key`. */
static size_t place_of(const struct event *event, size_t count, struct event key)
{
    size_t from = 0;
    while (from < count) {
        const size_t middle = from + (count - from) / 2;
        if (by_kind_and_time(&event[middle], &key) < 0)
            from = middle + 1;
        else
            count = middle;
    }
    return from;
}

/* The nearest onset of about the kind, less that of `event`; of two as near, the earlier. Infinite where there is none.
 */
static double lag_of(const struct event *estimate, size_t count, struct event event, int reach)
{
    double nearest = HUGE_VAL;
    for (int kind = event.kind - reach; kind <= event.kind + reach; kind++) {
        const size_t at = place_of(estimate, count, (struct event){kind, event.time});
        for (size_t i = at ? at - 1 : at; i < count && i <= at; i++) {
            const double lag = estimate[i].time - event.time;
            if (estimate[i].kind == kind &&
                (fabs(lag) < fabs(nearest) || (fabs(lag) == fabs(nearest) && lag < nearest)))
                nearest = lag;
        }
    }
    return nearest;
}

enum neume_status neume_bench_lag(const struct neume_truth *reference, const struct neume_truth *estimate, double *lag)
{
    const int hits = !reference->note_count;
    const size_t count = hits ? reference->hit_count : reference->note_count;
    const size_t others = hits ? estimate->hit_count : estimate->note_count;
    size_t n = 0;
    double *all = malloc((count + 1) * sizeof *all);
    struct event *event = malloc((others + 1) * sizeof *event);
    *lag = NAN;
    for (size_t i = 0; event && i < others; i++)
        event[i] = event_of(estimate, hits, i);
    if (event)
        qsort(event, others, sizeof *event, by_kind_and_time);
    for (size_t i = 0; event && all && i < count; i++) {
        const double x = lag_of(event, others, event_of(reference, hits, i), hits ? 0 : STEPS);
        if (fabs(x) <= NEUME_LAG_REACH)
            all[n++] = x;
    }
    if (n) {
        qsort(all, n, sizeof *all, ascending);
        *lag = 0.5 * (all[(n - 1) / 2] + all[n / 2]);
    }
    const enum neume_status status = event && all ? NEUME_OK : NEUME_ERR_MEMORY;
    free(event);
    free(all);
    return status;
}

static void move(double *time, double lag)
{
    *time = fmax(*time - lag, 0);
}

void neume_bench_take_off(struct neume_truth *e, double lag)
{
    for (size_t i = 0; i < e->note_count; i++) {
        move(&e->note[i].onset, lag);
        move(&e->note[i].offset, lag);
    }
    for (size_t i = 0; i < e->hit_count; i++)
        move(&e->hit[i].time, lag);
    for (size_t i = 0; i < e->onset_count; i++)
        move(&e->onset[i], lag);
    for (size_t i = 0; i < e->f0_count; i++)
        move(&e->f0[i].time, lag);
    for (size_t i = 0; i < e->frame_count; i++)
        move(&e->frame[i].time, lag);
    for (size_t i = 0; i < e->beat_count; i++)
        move(&e->beat[i].time, lag);
}
