/* SPDX-License-Identifier: MIT */
#include "datasets/bench/compare.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SAME 1e-9 /* JSON keeps fewer digits than a double has */

static int compare_ids(const void *a, const void *b)
{
    const struct neume_bench_clip *const *x = a, *const *y = b;
    return strcmp((*x)->id, (*y)->id);
}

/* The clips of a result that take part, sorted by id; *count of them. */
static const struct neume_bench_clip **sorted_clips(const struct neume_bench *bench, size_t *count)
{
    const struct neume_bench_clip **clip = malloc((bench->count + 1) * sizeof(const struct neume_bench_clip *));
    *count = 0;
    for (size_t i = 0; clip && i < bench->count; i++)
        if (bench->clip[i].state != NEUME_CLIP_MISSING)
            clip[(*count)++] = &bench->clip[i];
    if (clip)
        qsort(clip, *count, sizeof *clip, compare_ids);
    return clip;
}

/* pair[i]: what clip i of `now` was before, or NULL. */
static const struct neume_bench_clip **pair_clips(const struct neume_bench *before, const struct neume_bench *now,
                                                  struct neume_bench_changes *out)
{
    size_t count, paired = 0;
    const struct neume_bench_clip **old = sorted_clips(before, &count);
    const struct neume_bench_clip **pair = calloc(now->count + 1, sizeof(const struct neume_bench_clip *));
    for (size_t i = 0; old && pair && i < now->count; i++) {
        const struct neume_bench_clip *key = &now->clip[i];
        if (key->state == NEUME_CLIP_MISSING)
            continue;
        const struct neume_bench_clip **found = bsearch(&key, old, count, sizeof *old, compare_ids);
        pair[i] = found ? *found : NULL;
        paired += found != NULL;
        out->only_now += !found;
    }
    out->only_before = count - paired;
    if (!old) {
        free(pair);
        pair = NULL;
    }
    free(old);
    return pair;
}

/* 0 where no clip has the measure in both; -1 without memory. */
static int compare_measure(const struct neume_bench *now, const struct neume_bench_clip **pair,
                           struct neume_bench_change *c)
{
    double before = 0, after = 0;
    c->difference = malloc((now->count + 1) * sizeof *c->difference);
    if (!c->difference)
        return -1;
    for (size_t i = 0; i < now->count; i++) {
        double b = pair[i] ? pair[i]->value[c->measure] : NAN, a = now->clip[i].value[c->measure];
        double d = fabs(a - b) <= SAME ? 0 : a - b;
        c->difference[i] = d;
        if (isnan(d))
            continue;
        before += b;
        after += a;
        c->clips++;
        c->better += d > 0;
        c->worse += d < 0;
        c->same += d == 0;
    }
    if (!c->clips)
        return 0;
    c->before = before / (double)c->clips;
    c->after = after / (double)c->clips;
    if (!c->better && !c->worse)
        c->after = c->before; /* without the dust of two sums */
    c->between = neume_stats_mean_interval(c->difference, now->count);
    c->p = neume_stats_sign_flip(c->difference, now->count);
    return 1;
}

enum neume_status neume_bench_compare(const struct neume_bench *before, const struct neume_bench *now,
                                      struct neume_bench_changes *out)
{
    *out = (struct neume_bench_changes){.before = before, .now = now};
    const struct neume_bench_clip **pair = pair_clips(before, now, out);
    out->item = calloc(NEUME_MEASURE_COUNT, sizeof *out->item);
    if (!pair || !out->item)
        goto fail;
    for (int m = 0; m < NEUME_MEASURE_COUNT; m++) {
        if (!neume_measures[m].compared)
            continue;
        struct neume_bench_change *c = &out->item[out->count];
        *c = (struct neume_bench_change){.measure = (enum neume_measure)m};
        int found = compare_measure(now, pair, c);
        if (found < 0)
            goto fail;
        if (found)
            out->count++;
        else
            free(c->difference);
    }
    free(pair);
    return NEUME_OK;
fail:
    free(pair);
    neume_bench_changes_release(out);
    return NEUME_ERR_MEMORY;
}

void neume_bench_changes_release(struct neume_bench_changes *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->count; i++)
        free(c->item[i].difference);
    free(c->item);
    *c = (struct neume_bench_changes){0};
}

void neume_bench_change_words(const struct neume_bench_change *c, char *out, size_t size)
{
    const char *which = c->after > c->before ? "better" : "worse";
    if (!c->better && !c->worse)
        snprintf(out, size, "no clip differs");
    else if (c->clips < 6)
        snprintf(out, size, "too few clips to tell (p = %.3f)", c->p);
    else if (c->p < 0.001)
        snprintf(out, size, "%s, very unlikely by chance (p < 0.001)", which);
    else if (c->p < 0.05)
        snprintf(out, size, "%s, unlikely by chance (p = %.3f)", which, c->p);
    else
        snprintf(out, size, "may well be chance (p = %.2f)", c->p);
}

struct change {
    double difference;
    size_t index;
};

static int compare_changes(const void *a, const void *b)
{
    const struct change *x = a, *y = b;
    if (x->difference != y->difference)
        return x->difference < y->difference ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

size_t neume_bench_change_order(const struct neume_bench_change *c, size_t clips, size_t *order)
{
    struct change *change = malloc((clips + 1) * sizeof *change);
    size_t count = 0;
    for (size_t i = 0; change && i < clips; i++)
        if (!isnan(c->difference[i]) && c->difference[i] != 0)
            change[count++] = (struct change){c->difference[i], i};
    if (count)
        qsort(change, count, sizeof *change, compare_changes);
    for (size_t i = 0; i < count; i++)
        order[i] = change[i].index;
    free(change);
    return count;
}
