/* SPDX-License-Identifier: MIT */
#include "datasets/bench/stats.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

enum { EXACT_FLIPS = 13 };

static const uint64_t seed = 0x9E3779B97F4A7C15u;

/* xorshift64*, Vigna 2016. */
static uint64_t draw(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * 0x2545F4914F6CDD1Du;
}

/* 0..size - 1; the bias of the multiplication is below size / 2^32. */
static size_t draw_index(uint64_t *state, size_t size)
{
    return (size_t)(((draw(state) >> 32) * (uint64_t)size) >> 32);
}

double neume_stats_f(const struct neume_tally *tally)
{
    double both = tally->reference + tally->estimated;
    return both > 0 ? 2 * tally->matched / both : 0;
}

double neume_stats_mean(const double *value, size_t size, size_t *count)
{
    double sum = 0;
    size_t found = 0;
    for (size_t i = 0; i < size; i++) {
        if (isnan(value[i]))
            continue;
        sum += value[i];
        found++;
    }
    if (count)
        *count = found;
    return found ? sum / (double)found : NAN;
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Linear between the two nearest; sorted [size]. */
static double percentile(const double *sorted, size_t size, double share)
{
    double place = share * (double)(size - 1);
    size_t below = (size_t)place;
    if (below + 1 >= size)
        return sorted[size - 1];
    return sorted[below] + (place - (double)below) * (sorted[below + 1] - sorted[below]);
}

static struct neume_interval interval_of(double *drawn)
{
    qsort(drawn, NEUME_STATS_RESAMPLES, sizeof *drawn, compare_doubles);
    return (struct neume_interval){percentile(drawn, NEUME_STATS_RESAMPLES, 0.025),
                                   percentile(drawn, NEUME_STATS_RESAMPLES, 0.975)};
}

/* The values that are numbers, in kept[size]; how many. */
static size_t keep_numbers(const double *value, size_t size, double *kept)
{
    size_t count = 0;
    for (size_t i = 0; i < size; i++)
        if (!isnan(value[i]))
            kept[count++] = value[i];
    return count;
}

struct neume_interval neume_stats_mean_interval(const double *value, size_t size)
{
    struct neume_interval interval = {NAN, NAN};
    double drawn[NEUME_STATS_RESAMPLES];
    double *kept = malloc((size + 1) * sizeof *kept);
    uint64_t state = seed;
    size_t count = kept ? keep_numbers(value, size, kept) : 0;
    for (int r = 0; count > 1 && r < NEUME_STATS_RESAMPLES; r++) {
        double sum = 0;
        for (size_t i = 0; i < count; i++)
            sum += kept[draw_index(&state, count)];
        drawn[r] = sum / (double)count;
    }
    if (count > 1)
        interval = interval_of(drawn);
    free(kept);
    return interval;
}

struct neume_interval neume_stats_pooled_interval(const struct neume_tally *tally, size_t size)
{
    double drawn[NEUME_STATS_RESAMPLES];
    uint64_t state = seed;
    if (size < 2)
        return (struct neume_interval){NAN, NAN};
    for (int r = 0; r < NEUME_STATS_RESAMPLES; r++) {
        struct neume_tally sum = {0, 0, 0};
        for (size_t i = 0; i < size; i++) {
            const struct neume_tally *t = &tally[draw_index(&state, size)];
            sum.matched += t->matched;
            sum.reference += t->reference;
            sum.estimated += t->estimated;
        }
        drawn[r] = neume_stats_f(&sum);
    }
    return interval_of(drawn);
}

/* The share of all sign patterns whose sum is at least as far from 0 as the one observed. */
static double flip_all(const double *d, size_t count, double observed)
{
    size_t patterns = (size_t)1 << count, far = 0;
    for (size_t p = 0; p < patterns; p++) {
        double sum = 0;
        for (size_t i = 0; i < count; i++)
            sum += p >> i & 1 ? -d[i] : d[i];
        far += fabs(sum) >= observed;
    }
    return (double)far / (double)patterns;
}

static double flip_some(const double *d, size_t count, double observed)
{
    uint64_t state = seed;
    size_t far = 1;
    for (int r = 0; r < NEUME_STATS_FLIPS; r++) {
        double sum = 0;
        uint64_t bits = 0;
        for (size_t i = 0; i < count; i++, bits >>= 1) {
            if (i % 32 == 0)
                bits = draw(&state) >> 32;
            sum += bits & 1 ? -d[i] : d[i];
        }
        far += fabs(sum) >= observed;
    }
    return (double)far / (NEUME_STATS_FLIPS + 1);
}

double neume_stats_sign_flip(const double *difference, size_t size)
{
    double *kept = malloc((size + 1) * sizeof *kept), p = 1, sum = 0, scale = 0;
    size_t count = 0;
    if (!kept)
        return NAN;
    for (size_t i = 0; i < size; i++) {
        if (isnan(difference[i]) || difference[i] == 0)
            continue;
        kept[count++] = difference[i];
        sum += difference[i];
        scale += fabs(difference[i]);
    }
    /* Sums that are equal but for rounding count as equal. */
    double observed = fabs(sum) - 1e-12 * scale;
    if (count)
        p = count <= EXACT_FLIPS ? flip_all(kept, count, observed) : flip_some(kept, count, observed);
    free(kept);
    return p;
}
