/* SPDX-License-Identifier: MIT */
#include "models/drums.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/onset.h"
#include "models/drum_features.h"
#include "models/velocity.h"

enum kind { KICK, SNARE, TOM, HAT, KIND_COUNT }; /* HAT is any metal until the second look */

enum {
    ring = 512,   /* hits remembered; twelve seconds of them, 30 ms apart, are 400 */
    piece = 1024, /* samples taken at a time: an onset is measured before its frames are forgotten */
    batch = 16    /* onsets handed over at a time; a piece makes one or two */
};

static const double around = 4; /* seconds before and after a hit that it is compared with: a bar or two */
static const double nominal_length = 0.1;

/* Thresholds in dB, set by hand on the development sets; most may move by 3 dB and cost less than 0.01 of F, those of
 * `cymbal` by 1. "Level" is the power in a band over the ninth decile of the onsets around: what the kit's loud hits
 * bring there. */
static const struct {
    float level, rise;
    float over_body;  /* a snare's body leaks below 100 Hz */
    float over_highs; /* and chance in noise is never as strong as the noise */
} kick = {.level = -12, .rise = 5, .over_body = -10, .over_highs = -5};
static const struct {
    float level, rise;
    float fall;                            /* after 0.11 s around 250 Hz, where a tom still sings */
    float over_kick, over_highs, over_low; /* the body against a kick's thump (by level, by power) and a hat's sizzle */
    float tone;                            /* a body so far over the wires' noise is a tom or no drum */
} snare = {.level = -16, .rise = 3, .fall = -4, .over_kick = -4.5f, .over_highs = -10, .over_low = -30, .tone = 25};
static const struct {
    float level, rise;
    float stick;      /* the rise at 1.5 to 5 kHz: a bass note has none */
    float fall;       /* it still sounds after 0.06 s */
    float low;        /* and is no kick */
    float over_noise; /* tone over 1.5 kHz */
} tom = {.level = -18, .rise = 4, .stick = 2, .fall = -7, .low = -4, .over_noise = 12};
static const struct {
    float rise, tilt, dullest;              /* alone or with a kick; `dullest` for recordings that end at 11 kHz */
    float over_rise, over_tilt, over_level; /* over the wires of a snare or the stick on a tom */
} hat = {.rise = 2.5f, .tilt = -22, .dullest = -10, .over_rise = 8, .over_tilt = -22, .over_level = -5};
static const struct {
    float fall, fall_spread; /* after 0.11 s at 7.5 kHz: a closed hat falls by 20 */
    float tilt, tilt_spread; /* 7.5 over 11 kHz: a large cymbal's wash lies lower than a hat's sizzle */
    float open_fall;
    float crash_rise, crash_fall; /* a crash is sudden and lasting all over the highs */
} cymbal = {-7, 8, 3, 5, -8, 24, -4};

static const float no_content = 20;              /* a drop from 7.5 to 11 kHz that only a recording's own limit makes */
static const float dies[] = {-2, -3, -3, -1.5f}; /* a drum's band must have fallen by so much within 0.2 s */
static const float click = -50;                  /* nothing that is struck is gone after 35 ms */
static const float loudest = 4;                  /* level at velocity 127 */

struct hit {
    struct neume_drum_hit heard;
    int is_kind[KIND_COUNT];
    float level[KIND_COUNT], margin[KIND_COUNT]; /* dB */
};

struct drums {
    struct neume_transcriber base;
    struct neume_onset_detector *detector;
    struct neume_drum_frames frames;
    struct hit hit[ring];
    uint64_t heard, judged, told; /* hits that came, that have kinds, that were handed out */
    float bias;                   /* dB on the thresholds of level: the sensitivity */
};

static struct hit *hit_at(struct drums *d, uint64_t i)
{
    assert(i < d->heard && i + ring >= d->heard);
    return &d->hit[i % ring];
}

/* The hits within `around` of hit i: [*first, *end). */
static void neighbours(struct drums *d, uint64_t i, uint64_t *first, uint64_t *end)
{
    double time = hit_at(d, i)->heard.time;
    *first = i;
    while (*first > 0 && *first + ring > d->heard && time - hit_at(d, *first - 1)->heard.time < around)
        --*first;
    *end = i + 1;
    while (*end < d->heard && hit_at(d, *end)->heard.time - time < around)
        ++*end;
}

static int compare_floats(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* level[BAND_COUNT] of hit i. */
static void find_levels(struct drums *d, uint64_t i, float *level)
{
    uint64_t first, end;
    float sorted[ring];
    neighbours(d, i, &first, &end);
    size_t count = (size_t)(end - first);
    for (size_t b = 0; b < BAND_COUNT; b++) {
        for (size_t k = 0; k < count; k++)
            sorted[k] = hit_at(d, first + k)->heard.power[b];
        qsort(sorted, count, sizeof *sorted, compare_floats);
        level[b] = hit_at(d, i)->heard.power[b] - sorted[(9 * (count - 1) + 5) / 10];
    }
}

static float mean(const float *value, enum neume_drum_band from, enum neume_drum_band to)
{
    float sum = 0;
    for (size_t b = from; b <= to; b++)
        sum += value[b];
    return sum / (float)(to - from + 1);
}

static float highest(const float *value, enum neume_drum_band from, enum neume_drum_band to)
{
    float max = value[from];
    for (size_t b = from; b <= to; b++)
        max = fmaxf(max, value[b]);
    return max;
}

static size_t loudest_band(const float *power, enum neume_drum_band from, enum neume_drum_band to)
{
    size_t best = from;
    for (size_t b = from; b <= to; b++)
        if (power[b] > power[best])
            best = b;
    return best;
}

/* How far the bands fall within 0.2 s. */
static float deepest(const struct neume_drum_hit *h, enum neume_drum_band from, enum neume_drum_band to)
{
    float min = 0;
    for (size_t i = 0; i < neume_drum_falls; i++)
        min = fminf(min, mean(h->fall[i], from, to));
    return min;
}

static float least(const float *value, size_t count)
{
    float min = value[0];
    for (size_t i = 1; i < count; i++)
        min = fminf(min, value[i]);
    return min;
}

#define LEAST(...) least((const float[]){__VA_ARGS__}, sizeof(float[]){__VA_ARGS__} / sizeof(float))

static void set_kind(struct hit *h, enum kind kind, float level, float margin)
{
    h->level[kind] = level;
    h->margin[kind] = margin;
    h->is_kind[kind] = margin > 0;
}

/* What is heard after the next onset says nothing about this one: the fall stays where it was. */
static void forget_next(struct neume_drum_hit *heard, double next)
{
    for (size_t i = 1; i < neume_drum_falls; i++)
        if (next < heard->time + neume_drum_fall_time[i])
            memcpy(heard->fall[i], heard->fall[i - 1], sizeof heard->fall[i]);
}

/* A low thump, and more than what a snare or a hat leaves down there. */
static void judge_kick(struct hit *h, const struct neume_drum_hit *heard, const float *level, float bias)
{
    const float *power = heard->power;
    size_t tone = loudest_band(power, BAND_30, BAND_100);
    float loud = mean(level, BAND_30, BAND_65), low = highest(power, BAND_30, BAND_65);
    set_kind(h, KICK, loud,
             LEAST(loud - kick.level - bias, mean(heard->rise, BAND_30, BAND_65) - kick.rise,
                   low - highest(power, BAND_150, BAND_500) - kick.over_body,
                   low - highest(heard->peak, BAND_5000, BAND_11000) - kick.over_highs,
                   dies[KICK] - deepest(heard, tone, tone)));
}

/* The body of the shell and the noise of the wires together, soon gone. */
static void judge_snare(struct hit *h, const struct neume_drum_hit *heard, const float *level, float bias)
{
    const float *power = heard->power, *rise = heard->rise;
    float loud = (mean(level, BAND_220, BAND_800) + mean(level, BAND_1500, BAND_3000)) / 2;
    float steep = (rise[BAND_330] + rise[BAND_800] + rise[BAND_1500] + rise[BAND_3000]) / 4;
    float low = highest(power, BAND_30, BAND_100), body = highest(power, BAND_150, BAND_500);
    set_kind(h, SNARE, loud,
             LEAST(loud - snare.level - bias, steep - snare.rise, snare.fall - heard->fall[1][BAND_220],
                   mean(level, BAND_330, BAND_800) - mean(level, BAND_30, BAND_65) - snare.over_kick,
                   body - power[BAND_7500] - snare.over_highs, mean(power, BAND_330, BAND_800) - low - snare.over_low,
                   snare.tone - (highest(power, BAND_150, BAND_800) - mean(power, BAND_1500, BAND_3000)),
                   dies[SNARE] - deepest(heard, BAND_330, BAND_3000)));
}

/* A tone that rings on, with little noise. */
static void judge_tom(struct hit *h, const struct neume_drum_hit *heard, const float *level, float bias)
{
    const float *power = heard->power, *rise = heard->rise;
    size_t tone = loudest_band(power, BAND_100, BAND_220);
    float margin = LEAST(level[tone] - tom.level - bias, rise[tone] - tom.rise,
                         mean(rise, BAND_1500, BAND_3000) - tom.stick, heard->fall[0][tone] - tom.fall,
                         tom.low - mean(level, BAND_30, BAND_65), power[tone] - heard->peak[BAND_1500] - tom.over_noise,
                         dies[TOM] - deepest(heard, tone, tone));
    set_kind(h, TOM, level[tone], h->is_kind[KICK] || h->is_kind[SNARE] ? 0 : margin);
}

/* Bright; over a snare or a tom, brighter than that is. */
static void judge_hat(struct hit *h, const struct neume_drum_hit *heard, const float *level, float bias)
{
    const float *power = heard->power;
    float loud = highest(level, BAND_7500, BAND_11000), rise = heard->rise[BAND_7500];
    float tilt = power[BAND_7500] - power[BAND_1500] + fmaxf(power[BAND_11000] - power[BAND_5000], hat.dullest);
    float margin = dies[HAT] - deepest(heard, BAND_5000, BAND_7500);
    if (h->is_kind[SNARE] || h->is_kind[TOM])
        margin = LEAST(margin, rise - hat.over_rise, tilt - hat.over_tilt, loud - hat.over_level - bias);
    else
        margin = LEAST(margin, rise - hat.rise - bias / 4, tilt - hat.tilt);
    set_kind(h, HAT, loud, margin);
}

static void judge(struct drums *d, uint64_t i)
{
    struct hit *h = hit_at(d, i);
    struct neume_drum_hit heard = h->heard;
    float level[BAND_COUNT];
    if (heard.soon < click)
        return;
    if (i + 1 < d->heard)
        forget_next(&heard, hit_at(d, i + 1)->heard.time);
    find_levels(d, i, level);
    judge_kick(h, &heard, level, d->bias);
    judge_snare(h, &heard, level, d->bias);
    judge_tom(h, &heard, level, d->bias);
    judge_hat(h, &heard, level, d->bias);
}

static float within(float value, float limit)
{
    return fmaxf(-limit, fminf(limit, value));
}

/* The metal around one hit. */
struct metal {
    float score;      /* > 0 where it is a cymbal rather than a hi-hat: it rings longer and is less bright on top */
    int alone, mixed; /* hits of it without and with a snare */
};

/* A drummer stays on the hat or the ride for bars, and one hit alone says little. */
static struct metal look_around(struct drums *d, uint64_t i)
{
    struct metal m = {0};
    uint64_t first, end;
    neighbours(d, i, &first, &end);
    for (uint64_t k = first; k < end; k++) {
        const struct hit *h = hit_at(d, k);
        if (!h->is_kind[HAT])
            continue;
        if (h->is_kind[SNARE]) {
            m.mixed++;
            continue;
        }
        m.alone++;
        float tilt = h->heard.power[BAND_7500] - h->heard.power[BAND_11000];
        m.score += within((h->heard.fall[1][BAND_7500] - cymbal.fall) / cymbal.fall_spread, 2);
        if (tilt < no_content)
            m.score += within((tilt - cymbal.tilt) / cymbal.tilt_spread, 2);
    }
    return m;
}

/* The key of the metal in hit i, or 0: where snares are bright and hardly a hat sounds between them, it is the wires.
 */
static uint8_t metal_key(struct drums *d, uint64_t i)
{
    const struct hit *h = hit_at(d, i);
    struct metal m = look_around(d, i);
    float steep = fminf(h->heard.rise[BAND_3000], h->heard.rise[BAND_7500]);
    if (h->is_kind[SNARE] && 2 * m.alone <= m.mixed)
        return 0;
    if (steep > cymbal.crash_rise && deepest(&h->heard, BAND_3000, BAND_7500) > cymbal.crash_fall)
        return 49;
    if (m.score > 0)
        return 51;
    return h->heard.fall[1][BAND_7500] > cymbal.open_fall ? 46 : 42;
}

static uint8_t tom_key(const struct neume_drum_hit *h)
{
    static const uint8_t key[] = {41, 45, 47, 48};
    return key[loudest_band(h->power, BAND_65, BAND_220) - BAND_65];
}

static uint8_t key_of(struct drums *d, uint64_t i, enum kind kind)
{
    switch (kind) {
    case KICK:
        return 36;
    case SNARE:
        return 38;
    case TOM:
        return tom_key(&hit_at(d, i)->heard);
    default:
        return metal_key(d, i);
    }
}

static enum neume_status tell(struct drums *d, uint64_t i, struct neume_notes *out)
{
    const struct hit *h = hit_at(d, i);
    enum neume_status status = NEUME_OK;
    double onset = h->heard.time, offset = onset + nominal_length;
    if (i + 1 < d->heard)
        offset = fmin(offset, hit_at(d, i + 1)->heard.time);
    for (enum kind kind = 0; kind < KIND_COUNT && status == NEUME_OK; kind++) {
        uint8_t key = h->is_kind[kind] ? key_of(d, i, kind) : 0;
        struct neume_note note = {.onset = onset,
                                  .offset = offset,
                                  .pitch = key,
                                  .velocity = neume_velocity(h->level[kind], loudest),
                                  .drum = 1,
                                  .confidence = 1 / (1 + expf(-h->margin[kind] / 4))};
        if (key)
            status = neume_notes_push(out, &note, NULL);
    }
    return status;
}

static double time_of(struct drums *d, uint64_t i)
{
    return hit_at(d, i)->heard.time;
}

/* Judges and tells the hits that nothing after the newest hit, or nothing at all at the end, can change. */
static enum neume_status advance(struct drums *d, int is_end, struct neume_notes *out)
{
    enum neume_status status = NEUME_OK;
    while (d->judged < d->heard && (is_end || time_of(d, d->heard - 1) - time_of(d, d->judged) >= around))
        judge(d, d->judged++);
    while (status == NEUME_OK && d->told < d->judged &&
           (is_end || (d->judged < d->heard && time_of(d, d->judged) - time_of(d, d->told) >= around)))
        status = tell(d, d->told++, out);
    return status;
}

static enum neume_status take(struct drums *d, const struct neume_onset *onset, size_t count, struct neume_notes *out)
{
    enum neume_status status = NEUME_OK;
    for (size_t i = 0; i < count && status == NEUME_OK; i++) {
        struct hit *h = &d->hit[d->heard++ % ring];
        memset(h, 0, sizeof *h);
        neume_drum_measure(&d->frames, onset[i].time, &h->heard);
        status = advance(d, 0, out);
    }
    return status;
}

static enum neume_status drums_process(struct neume_transcriber *t, const float *samples, size_t count,
                                       struct neume_notes *out)
{
    struct drums *d = (struct drums *)t;
    struct neume_onset onset[batch];
    enum neume_status status = NEUME_OK;
    while (count && status == NEUME_OK) {
        size_t made,
            used = neume_onset_process(d->detector, samples, count < piece ? count : piece, onset, batch, &made);
        neume_drum_frames_process(&d->frames, samples, used);
        status = take(d, onset, made, out);
        samples += used;
        count -= used;
    }
    return status;
}

static enum neume_status drums_flush(struct neume_transcriber *t, struct neume_notes *out)
{
    struct drums *d = (struct drums *)t;
    struct neume_onset onset[batch];
    enum neume_status status = NEUME_OK;
    size_t made;
    neume_drum_frames_flush(&d->frames);
    while (status == NEUME_OK && (made = neume_onset_flush(d->detector, onset, batch)))
        status = take(d, onset, made, out);
    return status == NEUME_OK ? advance(d, 1, out) : status;
}

static void drums_reset(struct neume_transcriber *t)
{
    struct drums *d = (struct drums *)t;
    neume_onset_reset(d->detector);
    neume_drum_frames_reset(&d->frames);
    d->heard = d->judged = d->told = 0;
}

static void drums_free(struct neume_transcriber *t)
{
    struct drums *d = (struct drums *)t;
    if (!d)
        return;
    neume_onset_free(d->detector);
    neume_drum_frames_release(&d->frames);
    free(d);
}

static enum neume_status drums_create(struct neume_transcriber **out, const struct neume_options *options)
{
    struct neume_onset_config config;
    *out = NULL;
    struct drums *d = calloc(1, sizeof *d);
    if (!d)
        return NEUME_ERR_MEMORY;
    d->base.model = &neume_drums_model;
    d->bias = (float)(12 * (0.5 - options->sensitivity));
    neume_onset_config_init(&config);
    config.sample_rate = neume_drum_rate;
    config.sensitivity = options->sensitivity;
    enum neume_status status = neume_onset_new(&d->detector, &config);
    if (status == NEUME_OK)
        status = neume_drum_frames_init(&d->frames);
    if (status != NEUME_OK) {
        drums_free(&d->base);
        return status;
    }
    *out = &d->base;
    return NEUME_OK;
}

const struct neume_model neume_drums_model = {
    .name = "drums",
    .sample_rate = neume_drum_rate,
    .create = drums_create,
    .process = drums_process,
    .flush = drums_flush,
    .reset = drums_reset,
    .free = drums_free,
};
