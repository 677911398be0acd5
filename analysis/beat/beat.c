/* SPDX-License-Identifier: MIT */
#include "analysis/beat/beat.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/beat/tempo_curve.h"

enum { FEWEST = 6 /* beats that are a beat */, NEAR = 5 /* frames */ };

static const float silent = 0.001f; /* of the loudest frame's level */

static float peak(const float *value, size_t count, float at)
{
    float most = -1;
    for (long i = lroundf(at) - 2, end = i + 4; i <= end; i++)
        if (i >= 0 && i < (long)count && value[i] > most)
            most = value[i];
    return most;
}

/* The largest of the novelty within 20 ms, between frames by the parabola through its neighbours. */
static double refine(const float *novelty, size_t count, float at)
{
    long t = lroundf(at), best = t;
    for (long i = t - 2; i <= t + 2; i++)
        if (i > 0 && i + 1 < (long)count && novelty[i] > novelty[best > 0 && best < (long)count ? best : i])
            best = i;
    if (best <= 0 || best + 1 >= (long)count)
        return at;
    double before = novelty[best - 1], here = novelty[best], after = novelty[best + 1];
    double curve = before - 2 * here + after;
    /* Where nothing begins the beat stays where the pulse has it. */
    return here < 0.5 || curve > -1e-6 || before > here || after > here ? at
                                                                        : (double)best + 0.5 * (before - after) / curve;
}

/* The mean of the novelty at a share of the way from each beat to the next. */
static float mean_at(const struct neume_beat_pulse *p, const struct neume_beat_view *v, float share)
{
    float sum = 0;
    for (size_t i = 0; i + 1 < p->count; i++)
        sum += peak(v->novelty, v->count, p->at[i] + share * (p->at[i + 1] - p->at[i]));
    return sum / (float)(p->count - 1);
}

/* Whether beats are divided by two or by three: where thirds are struck, and both of them, or else halves. */
static int division(const struct neume_beat_pulse *p, const struct neume_beat_view *v)
{
    float half = mean_at(p, v, 0.5f), third = mean_at(p, v, 1 / 3.0f), late = mean_at(p, v, 2 / 3.0f);
    return third > half + 0.2f && late > half + 0.2f ? 3 : 2;
}

/* The beats that the bar pointer found, and where they are as a pulse; both are the caller's to free. */
struct found {
    struct neume_bar_beat *beat;
    struct neume_beat_pulse pulse;
};

/* Leaves out beats before all sound and after it. */
static void drop_silent(struct found *f, const struct neume_beat_frame *frame, size_t count)
{
    float most = 0;
    size_t first = 0, last = count, skip = 0;
    for (size_t t = 0; t < count; t++)
        most = fmaxf(most, frame[t].level);
    while (first < last && frame[first].level <= silent * most)
        first++;
    while (last > first && frame[last - 1].level <= silent * most)
        last--;
    while (skip < f->pulse.count && f->beat[skip].frame + NEAR < first)
        skip++;
    while (f->pulse.count > skip && f->beat[f->pulse.count - 1].frame > last + NEAR)
        f->pulse.count--;
    f->pulse.count -= skip;
    memmove(f->beat, f->beat + skip, f->pulse.count * sizeof *f->beat);
}

static enum neume_status track(struct found *f, const struct neume_beat_frame *frame, const struct neume_beat_view *v)
{
    enum neume_status status = neume_bar_track(&neume_bar_usual, v->bar, v->count, &f->beat, &f->pulse.count);
    if (status == NEUME_OK && f->pulse.count)
        drop_silent(f, frame, v->count);
    if (status != NEUME_OK || !f->pulse.count)
        return status;
    f->pulse.at = malloc(f->pulse.count * sizeof *f->pulse.at);
    if (!f->pulse.at)
        return NEUME_ERR_MEMORY;
    for (size_t i = 0; i < f->pulse.count; i++)
        f->pulse.at[i] = (float)f->beat[i].frame;
    return NEUME_OK;
}

static void found_release(struct found *f)
{
    free(f->beat);
    free(f->pulse.at);
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Half of the intervals are longer. 0: no memory. */
static double median_interval(const double *time, size_t count)
{
    double *interval = malloc(count * sizeof *interval), median = 0;
    if (!interval)
        return 0;
    for (size_t i = 0; i + 1 < count; i++)
        interval[i] = time[i + 1] - time[i];
    qsort(interval, count - 1, sizeof *interval, by_size);
    median = interval[(count - 1) / 2];
    free(interval);
    return median;
}

/* Where the beats are heard, in seconds. */
static void place_beats(double *time, const struct neume_beat_pulse *p, const struct neume_beat_view *v, double period)
{
    for (size_t i = 0; i < p->count; i++) {
        double at = refine(v->novelty, v->count, p->at[i]);
        double after = i ? time[i - 1] / period + NEUME_BEAT_SHORTEST / 2 : 0;
        time[i] = (at > after ? at : p->at[i]) * period;
    }
}

/* Each stretch of beats without a pause has a tempo of its own. */
static enum neume_status draw_tempo(double *time, const struct found *f)
{
    enum neume_status status = NEUME_OK;
    for (size_t first = 0, i = 1; i <= f->pulse.count && status == NEUME_OK; i++) {
        int steady, pause = i == f->pulse.count || f->beat[i].frame - f->beat[i - 1].frame > NEUME_BEAT_LONGEST;
        if (pause) {
            status = neume_tempo_curve_fit(time + first, i - first, &steady);
            first = i;
        }
    }
    return status;
}

static enum neume_status fill(struct neume_beats *beats, const struct found *f, const struct neume_beat_view *v,
                              double period)
{
    size_t n = f->pulse.count, of[NEUME_BEAT_MOST_METRE + 1] = {0};
    double *time = malloc(n * sizeof *time), interval = 0;
    enum neume_status status = NEUME_ERR_MEMORY;
    beats->beat = calloc(n, sizeof *beats->beat);
    if (time && beats->beat) {
        place_beats(time, &f->pulse, v, period);
        status = draw_tempo(time, f);
    }
    if (status == NEUME_OK && (interval = median_interval(time, n)) <= 0)
        status = NEUME_ERR_MEMORY;
    for (size_t i = 0; status == NEUME_OK && i < n; i++) {
        beats->beat[i] = (struct neume_beat){fmax(time[i], 0), f->beat[i].number, f->beat[i].metre};
        of[f->beat[i].metre]++;
    }
    free(time);
    if (status != NEUME_OK)
        return status;
    beats->count = n;
    beats->tempo = 60 / interval;
    for (int m = NEUME_BEAT_LEAST_METRE; m <= NEUME_BEAT_MOST_METRE; m++)
        beats->metre = of[m] > of[beats->metre] ? m : beats->metre;
    return NEUME_OK;
}

static enum neume_status find_doubts(struct neume_beats *beats, const struct found *f, const struct neume_beat_view *v)
{
    double likely[NEUME_LEVELS];
    enum neume_status status = neume_metrical_levels(&f->pulse, v, likely);
    if (status != NEUME_OK)
        return status;
    beats->half = likely[NEUME_LEVEL_HALF];
    beats->twice = likely[NEUME_LEVEL_TWICE];
    beats->third = likely[NEUME_LEVEL_THIRD];
    beats->triple = likely[NEUME_LEVEL_TRIPLE];
    return NEUME_OK;
}

enum neume_status neume_beats_decide(struct neume_beats *beats, const struct neume_beat_frame *frame,
                                     const struct neume_beat_evidence *evidence, size_t count, double period)
{
    struct neume_beat_view v = {0};
    struct found f = {0};
    memset(beats, 0, sizeof *beats);
    if (!count)
        return NEUME_OK;
    enum neume_status status = neume_beat_view_find(&v, frame, evidence, count);
    if (status == NEUME_OK)
        status = track(&f, frame, &v);
    if (status == NEUME_OK && f.pulse.count >= FEWEST) {
        struct neume_beat_shares shares = neume_beat_share(&f.pulse, &v);
        beats->confidence = neume_beat_confidence(&shares);
        if (beats->confidence >= 0.5)
            status = fill(beats, &f, &v, period);
        if (beats->count && status == NEUME_OK) {
            beats->division = division(&f.pulse, &v);
            status = find_doubts(beats, &f, &v);
        }
    }
    neume_beat_view_release(&v);
    found_release(&f);
    if (status != NEUME_OK)
        neume_beats_release(beats);
    return status;
}

enum neume_status neume_beats_share(const struct neume_beat_frame *frame, const struct neume_beat_evidence *evidence,
                                    size_t count, struct neume_beat_shares *shares, size_t *beats)
{
    struct neume_beat_view v = {0};
    struct found f = {0};
    *beats = 0;
    if (!count)
        return NEUME_OK;
    enum neume_status status = neume_beat_view_find(&v, frame, evidence, count);
    if (status == NEUME_OK)
        status = track(&f, frame, &v);
    if (status == NEUME_OK && f.pulse.count >= FEWEST) {
        *shares = neume_beat_share(&f.pulse, &v);
        *beats = f.pulse.count;
    }
    neume_beat_view_release(&v);
    found_release(&f);
    return status;
}

void neume_beats_release(struct neume_beats *beats)
{
    if (!beats)
        return;
    free(beats->beat);
    memset(beats, 0, sizeof *beats);
}
