/* SPDX-License-Identifier: MIT */
#include "datasets/metrics/melody.h"

#include <math.h>
#include <stdlib.h>

#include "datasets/metrics/numpy_compat.h"

#define TOLERANCE 50.0 /* cents, exclusive */

/* A line as mir_eval compares it: from time 0 on, in cents over 10 Hz, 0 where there is no pitch. */
struct track {
    double *time, *cent; /* [n], room for 2 more than the line has */
    double *voiced;      /* [n], 0 or 1 */
    size_t n;
};

static void track_release(struct track *track)
{
    free(track->time);
    free(track->cent);
    free(track->voiced);
}

static enum neume_status track_reserve(struct track *track, size_t n)
{
    *track = (struct track){0};
    track->time = malloc((n + 2) * sizeof(double));
    track->cent = malloc((n + 2) * sizeof(double));
    track->voiced = malloc((n + 2) * sizeof(double));
    if (track->time == NULL || track->cent == NULL || track->voiced == NULL) {
        track_release(track);
        *track = (struct track){0};
        return NEUME_ERR_MEMORY;
    }
    return NEUME_OK;
}

static void track_push(struct track *track, double time, double hertz)
{
    size_t n = track->n++;

    track->time[n] = time;
    track->cent[n] = hertz == 0 ? 0 : 1200 * log2(fabs(hertz) / 10);
    track->voiced[n] = hertz > 0;
}

static enum neume_status track_init(struct track *track, const struct neume_melody_line *line)
{
    enum neume_status status = track_reserve(track, line->count);

    if (status != NEUME_OK)
        return status;
    if (line->time[0] > 0)
        track_push(track, 0, line->hertz[0]);
    for (size_t i = 0; i < line->count; i++)
        track_push(track, line->time[i], line->hertz[i]);
    return NEUME_OK;
}

static double round10(double x)
{
    return rint(x * 1e10) / 1e10;
}

static int is_valid(const struct neume_melody_line *line)
{
    for (size_t i = 0; i < line->count; i++) {
        if (!isfinite(line->time[i]) || !isfinite(line->hertz[i]) || line->time[i] < 0)
            return 0;
        if (i > 0 && round10(line->time[i]) <= round10(line->time[i - 1]))
            return 0;
    }
    return 1;
}

/* numpy.interp between samples i and i + 1. */
static double between(const struct track *t, const double *y, size_t i, double time)
{
    if (i + 1 == t->n || t->time[i] == time)
        return y[i];
    return (y[i + 1] - y[i]) / (t->time[i + 1] - t->time[i]) * (time - t->time[i]) + y[i];
}

/* `from` at the times of `grid`, into `out` (n and time as the grid's). `held` [from->n] is filled: the cents with
 * each gap at its last pitch, since a line to 0 would sweep through all pitches. */
static void resample(const struct track *from, const struct track *grid, double *held, struct track *out)
{
    size_t at = 0;

    for (size_t i = 0; i < from->n; i++)
        held[i] = from->cent[i] == 0 && i > 0 ? held[i - 1] : from->cent[i];
    for (size_t k = 0; k < grid->n; k++) {
        double time = round10(grid->time[k]);

        while (at + 1 < from->n && from->time[at + 1] <= time)
            at++;
        out->time[k] = time;
        out->cent[k] = from->cent[at] != 0 ? between(from, held, at, time) : 0;
        out->voiced[k] = from->voiced[at];
    }
    out->n = grid->n;
}

/* Takes the estimate to the reference's times, as mir_eval.melody.resample_melody_series. */
static enum neume_status align(struct track *estimate, const struct track *reference)
{
    struct track out;
    double end = round10(reference->time[reference->n - 1]), *held;
    enum neume_status status;

    if (estimate->n == reference->n && neume_all_close(estimate->time, reference->time, reference->n))
        return NEUME_OK;
    for (size_t i = 0; i < estimate->n; i++)
        estimate->time[i] = round10(estimate->time[i]);
    if (end > estimate->time[estimate->n - 1])
        track_push(estimate, end, 0);
    status = track_reserve(&out, reference->n);
    held = malloc(estimate->n * sizeof *held);
    if (status != NEUME_OK || held == NULL) {
        track_release(&out);
        free(held);
        return NEUME_ERR_MEMORY;
    }
    resample(estimate, reference, held, &out);
    free(held);
    track_release(estimate);
    *estimate = out;
    return NEUME_OK;
}

static double ratio(double a, double b)
{
    return b > 0 ? a / b : 0;
}

static void compare(const struct track *r, const struct track *e, struct neume_melody_score *score)
{
    double voiced = 0, unvoiced = 0, recalled = 0, alarms = 0, pitch = 0, chroma = 0, both = 0, silent = 0;

    for (size_t i = 0; i < r->n; i++) {
        double apart = fabs(r->cent[i] - e->cent[i]);
        int known = r->cent[i] != 0 && e->cent[i] != 0;
        int right = known && apart < TOLERANCE;
        int right_chroma = known && fabs(apart - 1200 * floor(apart / 1200 + 0.5)) < TOLERANCE;

        voiced += r->voiced[i];
        unvoiced += 1 - r->voiced[i];
        recalled += r->voiced[i] * e->voiced[i];
        alarms += (1 - r->voiced[i]) * e->voiced[i];
        pitch += r->voiced[i] * right;
        chroma += r->voiced[i] * right_chroma;
        both += r->voiced[i] * e->voiced[i] * right;
        silent += (1 - r->voiced[i]) * (1 - e->voiced[i]);
    }
    score->voicing_recall = voiced > 0 ? recalled / voiced : 1;
    score->voicing_false_alarm = ratio(alarms, unvoiced);
    score->raw_pitch = ratio(pitch, voiced);
    score->raw_chroma = ratio(chroma, voiced);
    score->overall = ratio(both + silent, (double)r->n);
}

enum neume_status neume_melody_evaluate(const struct neume_melody_line *reference,
                                        const struct neume_melody_line *estimate, struct neume_melody_score *score)
{
    struct track r = {0}, e = {0};
    enum neume_status status;

    *score = (struct neume_melody_score){0};
    if (!is_valid(reference) || !is_valid(estimate))
        return NEUME_ERR_ARGUMENT;
    if (reference->count == 0 || estimate->count == 0)
        return NEUME_OK;
    status = track_init(&r, reference);
    if (status == NEUME_OK)
        status = track_init(&e, estimate);
    if (status == NEUME_OK)
        status = align(&e, &r);
    if (status == NEUME_OK)
        compare(&r, &e, score);
    track_release(&r);
    track_release(&e);
    return status;
}
