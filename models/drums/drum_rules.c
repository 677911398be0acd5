/* SPDX-License-Identifier: MIT */
#include "models/drums/drum_rules.h"

#include <math.h>
#include <string.h>

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
const float neume_drum_never = -60;
static const float dies[] = {-2, -3, -3, -1.5f}; /* a drum's band must have fallen by so much within 0.2 s */
static const float steady = -0.7f;               /* and what falls by no more than this was not struck at all */
static const float click = -50;                  /* nothing that is struck is gone after 35 ms */
static const struct {
    float fall, fall_spread; /* after 0.11 s at 7.5 kHz: a closed hat falls by 20 */
    float tilt, tilt_spread; /* 7.5 over 11 kHz: a large cymbal's wash lies lower than a hat's sizzle */
    float open_fall;
    float crash_rise, crash_fall; /* a crash is sudden and lasting all over the highs */
} cymbal = {-7, 8, 3, 5, -8, 24, -4};

static const float no_content = 20; /* a drop from 7.5 to 11 kHz that only a recording's own limit makes */

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
    for (size_t i = 0; i < NEUME_DRUM_FALLS; i++)
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

static void set_kind(struct neume_drum_verdict *v, enum neume_drum_kind kind, float margin)
{
    v->margin[kind] = margin;
    v->is_kind[kind] = margin > 0;
}

/* What is heard after the next onset says nothing about this one: the fall stays where it was. */
static void forget_next(struct neume_drum_hit *heard, double next)
{
    for (size_t i = 1; i < NEUME_DRUM_FALLS; i++)
        if (next < heard->time + neume_drum_fall_time[i])
            memcpy(heard->fall[i], heard->fall[i - 1], sizeof heard->fall[i]);
}

/* A low thump, and more than what a snare or a hat leaves down there. */
static void judge_kick(struct neume_drum_verdict *v, const struct neume_drum_hit *heard, const float *level, float bias)
{
    const float *power = heard->power;
    size_t tone = loudest_band(power, BAND_30, BAND_100);
    float loud = mean(level, BAND_30, BAND_65), low = highest(power, BAND_30, BAND_65);
    set_kind(v, KIND_KICK,
             LEAST(loud - kick.level - bias, mean(heard->rise, BAND_30, BAND_65) - kick.rise,
                   low - highest(power, BAND_150, BAND_500) - kick.over_body,
                   low - highest(heard->peak, BAND_5000, BAND_11000) - kick.over_highs,
                   dies[KIND_KICK] - deepest(heard, tone, tone)));
    if (deepest(heard, tone, tone) > steady)
        v->margin[KIND_KICK] = neume_drum_never;
}

/* The body of the shell and the noise of the wires together, soon gone. */
static void judge_snare(struct neume_drum_verdict *v, const struct neume_drum_hit *heard, const float *level,
                        float bias)
{
    const float *power = heard->power, *rise = heard->rise;
    float loud = (mean(level, BAND_220, BAND_800) + mean(level, BAND_1500, BAND_3000)) / 2;
    float steep = (rise[BAND_330] + rise[BAND_800] + rise[BAND_1500] + rise[BAND_3000]) / 4;
    float low = highest(power, BAND_30, BAND_100), body = highest(power, BAND_150, BAND_500);
    set_kind(v, KIND_SNARE,
             LEAST(loud - snare.level - bias, steep - snare.rise, snare.fall - heard->fall[1][BAND_220],
                   mean(level, BAND_330, BAND_800) - mean(level, BAND_30, BAND_65) - snare.over_kick,
                   body - power[BAND_7500] - snare.over_highs, mean(power, BAND_330, BAND_800) - low - snare.over_low,
                   snare.tone - (highest(power, BAND_150, BAND_800) - mean(power, BAND_1500, BAND_3000)),
                   dies[KIND_SNARE] - deepest(heard, BAND_330, BAND_3000)));
    if (deepest(heard, BAND_330, BAND_3000) > steady || steep < snare.rise)
        v->margin[KIND_SNARE] = neume_drum_never;
}

/* A tone that rings on, with little noise. */
static void judge_tom(struct neume_drum_verdict *v, const struct neume_drum_hit *heard, const float *level, float bias)
{
    const float *power = heard->power, *rise = heard->rise;
    size_t tone = loudest_band(power, BAND_100, BAND_220);
    float margin = LEAST(level[tone] - tom.level - bias, rise[tone] - tom.rise,
                         mean(rise, BAND_1500, BAND_3000) - tom.stick, heard->fall[0][tone] - tom.fall,
                         tom.low - mean(level, BAND_30, BAND_65), power[tone] - heard->peak[BAND_1500] - tom.over_noise,
                         dies[KIND_TOM] - deepest(heard, tone, tone));
    set_kind(v, KIND_TOM, v->is_kind[KIND_KICK] || v->is_kind[KIND_SNARE] ? 0 : margin);
}

/* Bright; over a snare or a tom, brighter than that is. */
static void judge_hat(struct neume_drum_verdict *v, const struct neume_drum_hit *heard, const float *level, float bias)
{
    const float *power = heard->power;
    float loud = highest(level, BAND_7500, BAND_11000), rise = heard->rise[BAND_7500];
    float tilt = power[BAND_7500] - power[BAND_1500] + fmaxf(power[BAND_11000] - power[BAND_5000], hat.dullest);
    float struck = dies[KIND_HAT] - deepest(heard, BAND_5000, BAND_7500);
    v->hat_over = LEAST(struck, rise - hat.over_rise, tilt - hat.over_tilt, loud - hat.over_level - bias);
    v->hat_alone = LEAST(struck, rise - hat.rise - bias / 4, tilt - hat.tilt);
    set_kind(v, KIND_HAT, v->is_kind[KIND_SNARE] || v->is_kind[KIND_TOM] ? v->hat_over : v->hat_alone);
}

void neume_drum_judge(const struct neume_drum_hit *measured, double next, const float *level, float bias,
                      struct neume_drum_verdict *v)
{
    struct neume_drum_hit heard = *measured;
    memset(v, 0, sizeof *v);
    for (size_t kind = 0; kind < KIND_COUNT; kind++)
        v->margin[kind] = neume_drum_never;
    v->hat_alone = v->hat_over = neume_drum_never;
    if (heard.soon < click)
        return;
    forget_next(&heard, next);
    judge_kick(v, &heard, level, bias);
    judge_snare(v, &heard, level, bias);
    judge_tom(v, &heard, level, bias);
    judge_hat(v, &heard, level, bias);
}

static float within(float value, float limit)
{
    return fmaxf(-limit, fminf(limit, value));
}

float neume_drum_ring(const struct neume_drum_hit *heard)
{
    float tilt = heard->power[BAND_7500] - heard->power[BAND_11000];
    float score = within((heard->fall[1][BAND_7500] - cymbal.fall) / cymbal.fall_spread, 2);
    if (tilt < no_content)
        score += within((tilt - cymbal.tilt) / cymbal.tilt_spread, 2);
    return score;
}

uint8_t neume_drum_metal_key(const struct neume_drum_hit *heard, float ring)
{
    float steep = fminf(heard->rise[BAND_3000], heard->rise[BAND_7500]);
    if (steep > cymbal.crash_rise && deepest(heard, BAND_3000, BAND_7500) > cymbal.crash_fall)
        return 49;
    if (ring > 0)
        return 51;
    return heard->fall[1][BAND_7500] > cymbal.open_fall ? 46 : 42;
}

uint8_t neume_drum_tom_key(const struct neume_drum_hit *heard)
{
    static const uint8_t key[] = {41, 45, 47, 48};
    return key[loudest_band(heard->power, BAND_65, BAND_220) - BAND_65];
}
