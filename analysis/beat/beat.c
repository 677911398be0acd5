/* SPDX-License-Identifier: MIT */
#include "analysis/beat/beat.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/beat/beat_bars.h"
#include "analysis/beat/beat_confidence.h"
#include "analysis/beat/beat_level.h"
#include "analysis/beat/beat_track.h"

enum { FEWEST = 6 /* beats that are a beat */ };

static const struct params {
    float low;            /* weight of the bass */
    int mean, spread;     /* frames to each side over which novelty is centred and scaled */
    float quietest, most; /* the least spread, and the most that a frame counts */
} params = {0.25f, 40, 300, 0.018f, 4.3f};

static float strength(const struct neume_beat_frame *f)
{
    return f->flux + params.low * f->low;
}

enum neume_status neume_beat_novelty(const struct neume_beat_frame *frame, size_t count, float *novelty)
{
    double *sum = malloc((count + 1) * sizeof *sum), *squares = malloc((count + 1) * sizeof *squares);
    if (!sum || !squares) {
        free(sum);
        free(squares);
        return NEUME_ERR_MEMORY;
    }
    sum[0] = squares[0] = 0;
    for (size_t t = 0; t < count; t++) {
        double s = strength(&frame[t]);
        sum[t + 1] = sum[t] + s;
        squares[t + 1] = squares[t] + s * s;
    }
    for (size_t t = 0; t < count; t++) {
        size_t a = t > (size_t)params.mean ? t - (size_t)params.mean : 0, b = t + (size_t)params.mean + 1;
        size_t c = t > (size_t)params.spread ? t - (size_t)params.spread : 0, d = t + (size_t)params.spread + 1;
        b = b < count ? b : count;
        d = d < count ? d : count;
        double mean = (sum[b] - sum[a]) / (double)(b - a), wide = (sum[d] - sum[c]) / (double)(d - c);
        double variance = (squares[d] - squares[c]) / (double)(d - c) - wide * wide;
        float before = strength(&frame[t ? t - 1 : 0]), after = strength(&frame[t + 1 < count ? t + 1 : t]);
        float smooth = 0.25f * before + 0.5f * strength(&frame[t]) + 0.25f * after;
        novelty[t] = (smooth - (float)mean) / ((float)sqrt(fmax(variance, 0)) + params.quietest);
        novelty[t] = novelty[t] < params.most ? novelty[t] : params.most;
    }
    free(sum);
    free(squares);
    return NEUME_OK;
}

/* Over its root mean square, so that quiet recordings look like loud ones. */
static void scale(float *value, size_t count)
{
    double squares = 0;
    for (size_t t = 0; t < count; t++)
        squares += value[t] * value[t];
    float scale = 1 / ((float)sqrt(squares / (double)count) + 1e-3f);
    for (size_t t = 0; t < count; t++)
        value[t] *= scale;
}

static float clipped(float odds)
{
    return odds > NEUME_BEAT_LEAST_ODDS ? odds : NEUME_BEAT_LEAST_ODDS;
}

/* Evidence lies in the middle of its frames; between them it goes straight. */
static void spread_evidence(struct neume_beat_bands *b, const struct neume_beat_evidence *evidence)
{
    size_t last = (b->count + 1) / NEUME_BEAT_EVIDENCE_STEP - 1;
    for (size_t t = 0; t < b->count; t++) {
        float at = ((float)t - 0.5f) / NEUME_BEAT_EVIDENCE_STEP;
        size_t i = at > 0 ? (size_t)at : 0, next = i < last ? i + 1 : last;
        i = i < last ? i : last;
        float share = at > (float)i ? fminf(at - (float)i, 1) : 0;
        float first = clipped(evidence[i].first + share * (evidence[next].first - evidence[i].first));
        b->odds[t] = clipped(evidence[i].beat + share * (evidence[next].beat - evidence[i].beat));
        b->value[3][t] = 0.5f * (b->odds[t] - NEUME_BEAT_LEAST_ODDS);
        b->value[4][t] = 0.5f * (first - NEUME_BEAT_LEAST_ODDS);
    }
}

enum neume_status neume_beat_bands_find(struct neume_beat_bands *b, const struct neume_beat_frame *frame,
                                        const struct neume_beat_evidence *evidence, size_t count)
{
    memset(b, 0, sizeof *b);
    b->count = count;
    for (int i = 0; i < NEUME_BEAT_BAR_BANDS; i++) {
        b->value[i] = calloc(count + 1, sizeof *b->value[i]);
        if (!b->value[i])
            return NEUME_ERR_MEMORY;
    }
    b->odds = calloc(count + 1, sizeof *b->odds);
    if (!b->odds)
        return NEUME_ERR_MEMORY;
    if (!count)
        return NEUME_OK;
    for (size_t t = 0; t < count; t++) {
        b->value[1][t] = frame[t].low;
        b->value[2][t] = frame[t].mid;
    }
    scale(b->value[1], count);
    scale(b->value[2], count);
    spread_evidence(b, evidence);
    return neume_beat_novelty(frame, count, b->value[0]);
}

void neume_beat_bands_release(struct neume_beat_bands *b)
{
    if (!b)
        return;
    for (int i = 0; i < NEUME_BEAT_BAR_BANDS; i++)
        free(b->value[i]);
    free(b->odds);
    memset(b, 0, sizeof *b);
}

/* All that a tracked pulse may stand for. */
static enum neume_status take_levels(const size_t *frame, size_t beats, neume_beat_take *take, void *to)
{
    float *beat = malloc((beats + 1) * sizeof *beat);
    struct neume_beat_pulse pulse = {malloc((3 * beats + 1) * sizeof *pulse.at), 0};
    int ok = beat && pulse.at;
    for (size_t i = 0; ok && i < beats; i++)
        beat[i] = (float)frame[i];
    for (int level = 0; ok && level < NEUME_BEAT_LEVELS; level++) {
        neume_beat_level_make(beat, beats, level, &pulse);
        if (pulse.count >= FEWEST)
            ok = take(to, &pulse);
    }
    free(beat);
    free(pulse.at);
    return ok ? NEUME_OK : NEUME_ERR_MEMORY;
}

enum neume_status neume_beat_pulses(const struct neume_beat_bands *b, neume_beat_take *take, void *to)
{
    static const float usual[] = {36, 52, 76}, likelier = 2; /* log odds */
    float *seek = malloc((b->count + 1) * sizeof *seek);
    enum neume_status status = seek ? NEUME_OK : NEUME_ERR_MEMORY;
    for (size_t t = 0; seek && t < b->count; t++)
        seek[t] = b->odds[t] + likelier;
    for (size_t i = 0; i < sizeof usual / sizeof *usual && status == NEUME_OK; i++) {
        size_t *beat, beats;
        status = neume_beat_track(seek, b->count, usual[i], &beat, &beats);
        if (status == NEUME_OK)
            status = take_levels(beat, beats, take, to);
        free(beat);
    }
    free(seek);
    return status;
}

struct best {
    const struct neume_beat_bands *bands;
    struct neume_beat_pulse pulse;
    float rating;
};

static int take_best(void *to, const struct neume_beat_pulse *pulse)
{
    struct best *best = to;
    float feature[NEUME_BEAT_LEVEL_FEATURES];
    neume_beat_level_describe(pulse, best->bands->odds, best->bands->count, feature);
    float rating = neume_beat_level_rate(feature);
    if (best->pulse.count && rating <= best->rating)
        return 1;
    float *at = realloc(best->pulse.at, pulse->count * sizeof *at);
    if (!at)
        return 0;
    memcpy(at, pulse->at, pulse->count * sizeof *at);
    best->pulse = (struct neume_beat_pulse){at, pulse->count};
    best->rating = rating;
    return 1;
}

/* The likeliest pulse, whose beats are the caller's to free; it has none where there is nothing to be found. */
static enum neume_status find_pulse(const struct neume_beat_bands *b, struct neume_beat_pulse *pulse)
{
    struct best best = {.bands = b};
    enum neume_status status = neume_beat_pulses(b, take_best, &best);
    *pulse = best.pulse;
    return status;
}

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

static enum neume_status number(struct neume_beats *beats, const struct neume_beat_pulse *pulse,
                                const struct neume_beat_bands *b, const struct neume_beat_frame *frame)
{
    size_t n = pulse->count;
    float *feature = malloc(n * NEUME_BEAT_BAR_FEATURES * sizeof *feature), *first = malloc(n * sizeof *first);
    int *place = malloc(n * sizeof *place), *metre = malloc(n * sizeof *metre);
    enum neume_status status = NEUME_ERR_MEMORY;
    if (feature && first && place && metre)
        status = neume_beat_bar_describe(pulse, (const float *const *)b->value, frame, b->count, feature);
    if (status == NEUME_OK) {
        for (size_t i = 0; i < n; i++)
            first[i] = neume_beat_bar_rate(feature + i * NEUME_BEAT_BAR_FEATURES);
        status = neume_beat_bar_decode(first, n, place, metre);
    }
    if (status == NEUME_OK) {
        size_t of[NEUME_BEAT_MOST_METRE + 1] = {0};
        for (size_t i = 0; i < n; i++) {
            beats->beat[i].number = place[i];
            beats->beat[i].metre = metre[i];
            of[metre[i]]++;
        }
        for (int m = NEUME_BEAT_LEAST_METRE; m <= NEUME_BEAT_MOST_METRE; m++)
            beats->metre = of[m] > of[beats->metre] ? m : beats->metre;
    }
    free(feature);
    free(first);
    free(place);
    free(metre);
    return status;
}

static int by_size(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* Half of the intervals are longer. */
static float median_interval(const struct neume_beat_pulse *p)
{
    float *interval = malloc(p->count * sizeof *interval), median = 0;
    if (!interval)
        return 0;
    for (size_t i = 0; i + 1 < p->count; i++)
        interval[i] = p->at[i + 1] - p->at[i];
    qsort(interval, p->count - 1, sizeof *interval, by_size);
    median = interval[(p->count - 1) / 2];
    free(interval);
    return median;
}

static enum neume_status fill(struct neume_beats *beats, const struct neume_beat_pulse *pulse,
                              const struct neume_beat_bands *b, const struct neume_beat_frame *frame, double period)
{
    beats->beat = calloc(pulse->count, sizeof *beats->beat);
    if (!beats->beat)
        return NEUME_ERR_MEMORY;
    for (size_t i = 0; i < pulse->count; i++) {
        double at = refine(b->value[0], b->count, pulse->at[i]);
        double after = i ? beats->beat[i - 1].time / period + NEUME_BEAT_SHORTEST / 2 : 0;
        beats->beat[i].time = (at > after ? at : pulse->at[i]) * period;
    }
    float interval = median_interval(pulse);
    if (interval <= 0)
        return NEUME_ERR_MEMORY;
    beats->count = pulse->count;
    beats->tempo = 60 / (interval * period);
    return number(beats, pulse, b, frame);
}

/* The mean of the novelty at a share of the way from each beat to the next. */
static float mean_at(const struct neume_beat_pulse *p, const struct neume_beat_bands *b, float share)
{
    float sum = 0;
    for (size_t i = 0; i + 1 < p->count; i++)
        sum += peak(b->value[0], b->count, p->at[i] + share * (p->at[i + 1] - p->at[i]));
    return sum / (float)(p->count - 1);
}

/* Whether beats are divided by two or by three: where thirds are struck, and both of them, or else halves. */
static int division(const struct neume_beat_pulse *p, const struct neume_beat_bands *b)
{
    float half = mean_at(p, b, 0.5f), third = mean_at(p, b, 1 / 3.0f), late = mean_at(p, b, 2 / 3.0f);
    return third > half + 0.2f && late > half + 0.2f ? 3 : 2;
}

/* What there is to see, and the likeliest pulse in it; both are the caller's to release in any case. */
static enum neume_status look(struct neume_beat_bands *b, struct neume_beat_pulse *pulse,
                              const struct neume_beat_frame *frame, const struct neume_beat_evidence *evidence,
                              size_t count)
{
    enum neume_status status = neume_beat_bands_find(b, frame, evidence, count);
    return status == NEUME_OK ? find_pulse(b, pulse) : status;
}

enum neume_status neume_beats_find(struct neume_beats *beats, const struct neume_beat_frame *frame,
                                   const struct neume_beat_evidence *evidence, size_t count, double period)
{
    struct neume_beat_bands b = {0};
    struct neume_beat_pulse pulse = {0};
    memset(beats, 0, sizeof *beats);
    if (!count)
        return NEUME_OK;
    enum neume_status status = look(&b, &pulse, frame, evidence, count);
    if (status == NEUME_OK && pulse.count >= FEWEST) {
        struct neume_beat_shares shares = neume_beat_share(&pulse, b.value[0], b.odds, count);
        beats->confidence = neume_beat_confidence(&shares);
        beats->division = division(&pulse, &b);
        if (beats->confidence >= 0.5)
            status = fill(beats, &pulse, &b, frame, period);
        if (beats->count && status == NEUME_OK)
            status = neume_beat_doubt(&pulse, b.odds, count, &beats->half, &beats->twice);
    }
    neume_beat_bands_release(&b);
    free(pulse.at);
    if (status != NEUME_OK)
        neume_beats_release(beats);
    return status;
}

enum neume_status neume_beats_share(const struct neume_beat_frame *frame, const struct neume_beat_evidence *evidence,
                                    size_t count, struct neume_beat_shares *shares, size_t *beats)
{
    struct neume_beat_bands b = {0};
    struct neume_beat_pulse pulse = {0};
    *beats = 0;
    if (!count)
        return NEUME_OK;
    enum neume_status status = look(&b, &pulse, frame, evidence, count);
    if (status == NEUME_OK && pulse.count >= FEWEST) {
        *shares = neume_beat_share(&pulse, b.value[0], b.odds, count);
        *beats = pulse.count;
    }
    neume_beat_bands_release(&b);
    free(pulse.at);
    return status;
}

void neume_beats_release(struct neume_beats *beats)
{
    if (!beats)
        return;
    free(beats->beat);
    memset(beats, 0, sizeof *beats);
}
