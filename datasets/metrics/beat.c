/* SPDX-License-Identifier: MIT */
#include "datasets/metrics/beat.h"

#include <math.h>
#include <stdlib.h>

#include "datasets/metrics/continuity.h"
#include "datasets/metrics/events.h"
#include "datasets/metrics/numpy_compat.h"

#define CEMGIL_SIGMA 0.04 /* seconds */
#define P_SCORE_RATE 100  /* steps a second */
#define P_SCORE_PART 0.2  /* of the median interval */
#define N_LEVELS     5

/* The reference as annotated, off the beat, at double tempo, and at half tempo from the first beat and the second. */
struct levels {
    struct neume_beat_times level[N_LEVELS];
    double *memory; /* 4 n */
};

/* Every second of the beats from `from` on, into `out`; returns how many. */
static size_t halve(const double *beats, size_t n, size_t from, double *out)
{
    size_t count = 0;

    for (size_t i = from; i < n; i += 2)
        out[count++] = beats[i];
    return count;
}

static enum neume_status levels_init(struct levels *levels, struct neume_beat_times beats)
{
    size_t n = beats.n, n_double = 2 * n - 1;
    double *twice = malloc(4 * n * sizeof *twice), *off, *odd, *even;
    size_t n_off, n_odd, n_even;

    levels->memory = twice;
    if (twice == NULL)
        return NEUME_ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        twice[2 * i] = beats.time[i];
        if (i + 1 < n)
            twice[2 * i + 1] = (beats.time[i + 1] - beats.time[i]) * 0.5 + beats.time[i];
    }
    off = twice + n_double;
    n_off = halve(twice, n_double, 1, off);
    odd = off + n_off;
    n_odd = halve(beats.time, n, 0, odd);
    even = odd + n_odd;
    n_even = halve(beats.time, n, 1, even);
    levels->level[0] = beats;
    levels->level[1] = (struct neume_beat_times){off, n_off};
    levels->level[2] = (struct neume_beat_times){twice, n_double};
    levels->level[3] = (struct neume_beat_times){odd, n_odd};
    levels->level[4] = (struct neume_beat_times){even, n_even};
    return NEUME_OK;
}

static double cemgil(struct neume_beat_times reference, struct neume_beat_times estimate)
{
    double sum = 0;

    for (size_t i = 0; i < reference.n; i++) {
        double apart = fabs(reference.time[i] - estimate.time[neume_beat_times_nearest(estimate, reference.time[i])]);

        sum += exp(-(apart * apart) / (2 * CEMGIL_SIGMA * CEMGIL_SIGMA));
    }
    return sum / (0.5 * (double)(estimate.n + reference.n));
}

/* The steps that hold a beat, each once; returns how many. */
static size_t quantise(struct neume_beat_times beats, double start, long *steps)
{
    size_t n = 0;

    for (size_t i = 0; i < beats.n; i++) {
        long step = (long)ceil((beats.time[i] - start) * P_SCORE_RATE);

        if (n == 0 || step != steps[n - 1])
            steps[n++] = step;
    }
    return n;
}

static int by_size(const void *a, const void *b)
{
    long x = *(const long *)a, y = *(const long *)b;

    return x < y ? -1 : x > y;
}

/* Half the width of the window, in steps; `intervals` [n - 1] is scratch. */
static long window_of(const long *steps, size_t n, long *intervals)
{
    size_t m = n - 1;
    double median;

    for (size_t i = 0; i < m; i++)
        intervals[i] = steps[i + 1] - steps[i];
    qsort(intervals, m, sizeof *intervals, by_size);
    median = m % 2 == 1 ? (double)intervals[m / 2] : (double)(intervals[m / 2 - 1] + intervals[m / 2]) / 2;
    return (long)rint(P_SCORE_PART * median);
}

/* The cross-correlation of both trains of impulses, summed over the lags within the window: pairs of beats. */
static enum neume_status p_score(struct neume_beat_times reference, struct neume_beat_times estimate, double *score)
{
    double start = fmin(reference.time[0], estimate.time[0]);
    long *r = malloc((2 * reference.n + estimate.n) * sizeof *r), *e, *scratch, window;
    size_t n_r, n_e, from = 0, pairs = 0;

    if (r == NULL)
        return NEUME_ERR_MEMORY;
    e = r + reference.n;
    scratch = e + estimate.n;
    n_r = quantise(reference, start, r);
    n_e = quantise(estimate, start, e);
    if (n_r > 1) {
        window = window_of(r, n_r, scratch);
        for (size_t i = 0; i < n_r; i++) {
            while (from < n_e && e[from] < r[i] - window)
                from++;
            for (size_t j = from; j < n_e && e[j] <= r[i] + window; j++)
                pairs++;
        }
        *score = (double)pairs / (double)(reference.n > estimate.n ? reference.n : estimate.n);
    }
    free(r);
    return NEUME_OK;
}

static enum neume_status score_levels(const struct levels *levels, struct neume_beat_times estimate,
                                      struct neume_beat_score *score)
{
    int intervals = levels->level[0].n > 1 && estimate.n > 1;

    for (int k = 0; k < N_LEVELS; k++) {
        double continuous = 0, total = 0, accuracy = cemgil(levels->level[k], estimate);

        if (intervals) {
            enum neume_status status = neume_beat_times_continuity(levels->level[k], estimate, &continuous, &total);

            if (status != NEUME_OK)
                return status;
        }
        if (k == 0) {
            score->cemgil = accuracy;
            score->cml_c = continuous;
            score->cml_t = total;
        }
        score->cemgil_best = fmax(score->cemgil_best, accuracy);
        score->aml_c = fmax(score->aml_c, continuous);
        score->aml_t = fmax(score->aml_t, total);
    }
    return intervals ? p_score(levels->level[0], estimate, &score->p_score) : NEUME_OK;
}

static struct neume_beat_times trimmed(const double *times, size_t n, double trim)
{
    while (n > 0 && times[0] < trim) {
        times++;
        n--;
    }
    return (struct neume_beat_times){times, n};
}

enum neume_status neume_beat_evaluate(const double *reference, size_t n_reference, const double *estimate,
                                      size_t n_estimate, double trim, struct neume_beat_score *score)
{
    struct neume_beat_times r = {0}, e = {0};
    struct levels levels = {0};
    enum neume_status status;

    *score = (struct neume_beat_score){0};
    if (!neume_times_valid(reference, n_reference) || !neume_times_valid(estimate, n_estimate))
        return NEUME_ERR_ARGUMENT;
    r = trimmed(reference, n_reference, trim);
    e = trimmed(estimate, n_estimate, trim);
    score->hits = (struct neume_hits){.reference = r.n, .estimated = e.n};
    if (r.n == 0 || e.n == 0)
        return NEUME_OK;
    status = neume_match_events(r.time, r.n, e.time, e.n, NEUME_BEAT_WINDOW, NULL, &score->hits.matched);
    score->prf = neume_precision_recall_of(score->hits);
    if (status == NEUME_OK)
        status = levels_init(&levels, r);
    if (status == NEUME_OK)
        status = score_levels(&levels, e, score);
    free(levels.memory);
    return status;
}
