/* SPDX-License-Identifier: MIT */
#include "models/drums/drum_features.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/simd.h"

enum {
    HOP = NEUME_DRUM_INPUT_HOP / 2,
    BEFORE = 9, /* frames from here to `clear` before an onset do not see it */
    CLEAR = 5,
    AFTER = 8, /* frames in which a hit reaches its peak: 40 ms */
    SOON = 7   /* the first frame that a click at the onset has left */
};

static const size_t edge[BAND_COUNT + 1] = {2, 3, 5, 7, 10, 15, 23, 37, 70, 139, 232, 348, 511, 766}; /* FFT bins */
const double neume_drum_fall_time[] = {0.06, 0.11, 0.16, 0.21};
static const float floor_power = 1e-10f;

enum neume_status neume_drum_frames_init(struct neume_drum_frames *f)
{
    memset(f, 0, sizeof *f);
    f->power = calloc(NEUME_DRUM_HISTORY * BAND_COUNT, sizeof *f->power);
    return f->power ? NEUME_OK : NEUME_ERR_MEMORY;
}

void neume_drum_frames_release(struct neume_drum_frames *f)
{
    if (!f)
        return;
    free(f->power);
    memset(f, 0, sizeof *f);
}

void neume_drum_frames_reset(struct neume_drum_frames *f)
{
    if (f->net)
        neume_drum_net_reset(f->net);
    f->count = 0;
}

/* Eight sums at a time, which need not wait for one another. */
NEUME_SIMD static float power_of(const struct neume_fft_bin *bin, size_t count)
{
    const float *x = &bin->re;
    float sum[8] = {0}, rest = 0;
    size_t i = 0;
    for (; i + 8 <= 2 * count; i += 8)
        for (size_t k = 0; k < 8; k++)
            sum[k] += x[i + k] * x[i + k];
    for (; i < 2 * count; i++)
        rest += x[i] * x[i];
    return ((sum[0] + sum[4]) + (sum[1] + sum[5])) + ((sum[2] + sum[6]) + (sum[3] + sum[7])) + rest;
}

void neume_drum_frames_take(void *frames, const struct neume_fft_bin *bins)
{
    struct neume_drum_frames *f = frames;
    float *power = f->power + (size_t)(f->count % NEUME_DRUM_HISTORY) * BAND_COUNT;
    if (f->net && !bins)
        neume_drum_net_flush(f->net);
    if (!bins)
        return;
    if (f->net && f->count % 2 == 0)
        neume_drum_net_push(f->net, bins);
    f->count++;
    for (size_t b = 0; b < BAND_COUNT; b++)
        power[b] = power_of(bins + edge[b], edge[b + 1] - edge[b]);
}

static uint64_t frame_of(double time)
{
    return (uint64_t)llround(time * NEUME_DRUM_RATE / HOP);
}

/* The last frame stands for those after the end. */
static const float *frame_at(const struct neume_drum_frames *f, uint64_t t)
{
    if (t >= f->count)
        t = f->count - 1;
    assert(t + NEUME_DRUM_HISTORY >= f->count);
    return f->power + (size_t)(t % NEUME_DRUM_HISTORY) * BAND_COUNT;
}

static float decibels(float power)
{
    return 10 * log10f(power > floor_power ? power : floor_power);
}

/* The mean of the frames that end before the onset; 0 where there are none. */
static float power_before(const struct neume_drum_frames *f, uint64_t t, size_t band)
{
    uint64_t first = t > BEFORE ? t - BEFORE : 0;
    float sum = 0;
    if (t <= CLEAR)
        return 0;
    for (uint64_t i = first; i <= t - CLEAR; i++)
        sum += frame_at(f, i)[band];
    return sum / (float)(t - CLEAR + 1 - first);
}

void neume_drum_measure(const struct neume_drum_frames *f, double time, struct neume_drum_hit *hit)
{
    memset(hit, 0, sizeof *hit);
    hit->time = time;
    hit->soon = -100;
    if (!f->count)
        return;
    uint64_t t = frame_of(time);
    for (size_t b = 0; b < BAND_COUNT; b++) {
        float past = power_before(f, t, b), peak = 0;
        for (uint64_t i = t; i < t + AFTER; i++)
            peak = fmaxf(peak, frame_at(f, i)[b]);
        hit->peak[b] = decibels(peak);
        hit->rise[b] = hit->peak[b] - decibels(past);
        hit->power[b] = decibels(peak - past);
        for (size_t i = 0; i < NEUME_DRUM_FALLS; i++)
            hit->fall[i][b] = decibels(frame_at(f, frame_of(time + neume_drum_fall_time[i]))[b]) - hit->peak[b];
        hit->soon = fmaxf(hit->soon, decibels(frame_at(f, t + SOON)[b]) - hit->peak[b]);
    }
}
