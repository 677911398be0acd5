/* SPDX-License-Identifier: MIT */
#include "models/drums/drum_flam.h"

#include <math.h>
#include <string.h>

#include "models/drums/drum_features.h"

enum { BLOCK = 44 /* samples */, BANDS = NEUME_DRUM_FLAM_BANDS, RING = NEUME_DRUM_FLAM_RING };

/* In blocks. */
enum {
    REACH = 75,
    LEAST_BEFORE = 18, /* nearer may be the hit itself, whose onset was told by another drum's */
    LEAST_AFTER = 24,  /* nearer may be its own body */
    BEHIND = 8,        /* what the rise is measured against */
    FORWARD = 6,       /* and with */
    PEAK = 8           /* in which a stroke is loudest */
};

static const struct {
    double from, to;
} hz[BANDS] = {{180, 700}, {1200, 6000}};

/* dB, set on held-out kits with human drumming, where of 2,000 snare hits fewer than ten pass that have no second
 * stroke. */
static const float rise = 6, band_rise[BANDS] = {5, 3};
static const float softest = -20, loudest = 13; /* of both bands: a grace note, and what follows one */
static const float dullest = -14;               /* the body over the wires: a hat has none */
static const float nothing = 1e-12f;

void neume_drum_flams_reset(struct neume_drum_flams *f)
{
    memset(f, 0, sizeof *f);
    for (size_t b = 0; b < BANDS; b++) {
        f->filter[b][0] = neume_biquad_high_pass(hz[b].from, NEUME_DRUM_RATE);
        f->filter[b][1] = neume_biquad_low_pass(hz[b].to, NEUME_DRUM_RATE);
    }
}

static void end_block(struct neume_drum_flams *f)
{
    for (size_t b = 0; b < BANDS; b++) {
        f->energy[b][f->blocks % RING] = f->sum[b] / BLOCK;
        f->sum[b] = 0;
        for (size_t s = 0; s < 2; s++)
            neume_biquad_settle(f->state[b][s]);
    }
    f->filled = 0;
    f->blocks++;
}

void neume_drum_flams_process(struct neume_drum_flams *f, const float *samples, size_t count)
{
    while (count) {
        size_t part = count < BLOCK - f->filled ? count : BLOCK - f->filled;
        for (size_t i = 0; i < part; i++)
            for (size_t b = 0; b < BANDS; b++) { /* side by side: each waits for its own last value */
                float high = neume_biquad_step(&f->filter[b][0], f->state[b][0], samples[i]);
                float y = neume_biquad_step(&f->filter[b][1], f->state[b][1], high);
                f->sum[b] += y * y;
            }
        f->filled += part;
        if (f->filled == BLOCK)
            end_block(f);
        samples += part;
        count -= part;
    }
}

/* What did not come or is forgotten is silence. */
static float energy_at(const struct neume_drum_flams *f, size_t band, int64_t t)
{
    if (t < 0 || t >= (int64_t)f->blocks || t + RING < (int64_t)f->blocks)
        return nothing;
    return f->energy[band][t % RING] + nothing;
}

static float mean(const struct neume_drum_flams *f, size_t band, int64_t from, int64_t to)
{
    float sum = 0;
    for (int64_t t = from; t < to; t++)
        sum += energy_at(f, band, t);
    return sum / (float)(to - from);
}

static float highest(const struct neume_drum_flams *f, size_t band, int64_t from, int64_t to)
{
    float most = nothing;
    for (int64_t t = from; t < to; t++)
        most = fmaxf(most, energy_at(f, band, t));
    return most;
}

static float decibels(float over, float under)
{
    return 10 * log10f(over / under);
}

/* How much more there is from block t on than before it. */
static float rise_at(const struct neume_drum_flams *f, int64_t t)
{
    float before = 0, after = 0;
    for (size_t b = 0; b < BANDS; b++) {
        before += mean(f, b, t - BEHIND, t);
        after += mean(f, b, t, t + FORWARD);
    }
    return decibels(after, before);
}

/* The stroke at block t, where it is one beside the hit at block `at`. */
static struct neume_drum_stroke stroke_at(const struct neume_drum_flams *f, int64_t t, int64_t at)
{
    static const struct neume_drum_stroke none;
    float level[BANDS], hit = 0, stroke = 0;
    if (rise_at(f, t) < rise)
        return none;
    for (size_t b = 0; b < BANDS; b++) {
        float of_stroke = highest(f, b, t, t + PEAK), of_hit = highest(f, b, at - 1, at + PEAK + 1);
        level[b] = decibels(of_stroke, of_hit);
        if (decibels(mean(f, b, t, t + FORWARD), mean(f, b, t - BEHIND, t)) < band_rise[b] || level[b] < softest ||
            level[b] > loudest)
            return none;
        hit += of_hit;
        stroke += of_stroke;
    }
    if (level[0] - level[1] < dullest)
        return none;
    return (struct neume_drum_stroke){(double)(t - at) * BLOCK / NEUME_DRUM_RATE, decibels(stroke, hit)};
}

static struct neume_drum_stroke find(const struct neume_drum_flams *f, double time, int from, int to)
{
    int64_t at = llround(time * NEUME_DRUM_RATE / BLOCK), best = at + from;
    float most = -INFINITY;
    for (int64_t t = at + from; t <= at + to; t++) {
        float value = rise_at(f, t);
        if (t >= BEHIND && value > most) {
            most = value;
            best = t;
        }
    }
    return stroke_at(f, best, at);
}

struct neume_drum_stroke neume_drum_flams_before(const struct neume_drum_flams *f, double time)
{
    return find(f, time, -REACH, -LEAST_BEFORE);
}

struct neume_drum_stroke neume_drum_flams_after(const struct neume_drum_flams *f, double time)
{
    return find(f, time, LEAST_AFTER, REACH);
}
