/* SPDX-License-Identifier: MIT */
#include "datasets/bench/lag.h"

#include <math.h>
#include <stdlib.h>

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The nearest of the estimate's notes of about the pitch, less `note`; over NEUME_LAG_REACH: none. *from: the first
 * that may be near, and for later notes too. */
static double note_lag(const struct neume_truth_note *note, const struct neume_truth *estimate, size_t *from)
{
    double nearest = HUGE_VAL;
    while (*from < estimate->note_count && estimate->note[*from].onset < note->onset - NEUME_LAG_REACH)
        ++*from;
    for (size_t i = *from; i < estimate->note_count && estimate->note[i].onset <= note->onset + NEUME_LAG_REACH; i++) {
        double lag = estimate->note[i].onset - note->onset;
        if (fabs(estimate->note[i].pitch - note->pitch) <= 1 && fabs(lag) < fabs(nearest))
            nearest = lag;
    }
    return nearest;
}

static double hit_lag(const struct neume_truth_hit *hit, const struct neume_truth *estimate, size_t *from)
{
    double nearest = HUGE_VAL;
    while (*from < estimate->hit_count && estimate->hit[*from].time < hit->time - NEUME_LAG_REACH)
        ++*from;
    for (size_t i = *from; i < estimate->hit_count && estimate->hit[i].time <= hit->time + NEUME_LAG_REACH; i++) {
        double lag = estimate->hit[i].time - hit->time;
        if (estimate->hit[i].drum == hit->drum && fabs(lag) < fabs(nearest))
            nearest = lag;
    }
    return nearest;
}

enum neume_status neume_bench_lag(const struct neume_truth *reference, const struct neume_truth *estimate, double *lag)
{
    int hits = !reference->note_count;
    size_t count = hits ? reference->hit_count : reference->note_count, from = 0, n = 0;
    double *all = malloc((count + 1) * sizeof *all);
    *lag = NAN;
    if (!all)
        return NEUME_ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        double x = hits ? hit_lag(&reference->hit[i], estimate, &from) : note_lag(&reference->note[i], estimate, &from);
        if (fabs(x) <= NEUME_LAG_REACH)
            all[n++] = x;
    }
    qsort(all, n, sizeof *all, ascending);
    if (n)
        *lag = 0.5 * (all[(n - 1) / 2] + all[n / 2]);
    free(all);
    return NEUME_OK;
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
