/* SPDX-License-Identifier: MIT */
#include "models/drums/drum_features.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    SIZE = NEUME_DRUM_INPUT_SIZE, /* 46 ms: two bins below 65 Hz, where the kick is */
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
    enum neume_status status = neume_stft_init(&f->stft, SIZE, HOP);
    if (status != NEUME_OK)
        return status;
    f->power = calloc(NEUME_DRUM_HISTORY * BAND_COUNT, sizeof *f->power);
    if (!f->power) {
        neume_drum_frames_release(f);
        return NEUME_ERR_MEMORY;
    }
    return NEUME_OK;
}

void neume_drum_frames_release(struct neume_drum_frames *f)
{
    if (!f)
        return;
    neume_stft_release(&f->stft);
    free(f->power);
    memset(f, 0, sizeof *f);
}

void neume_drum_frames_reset(struct neume_drum_frames *f)
{
    neume_stft_reset(&f->stft);
    if (f->net)
        neume_drum_net_reset(f->net);
    f->count = 0;
}

static void take(struct neume_drum_frames *f, const struct neume_fft_bin *bins)
{
    float *power = f->power + (size_t)(f->count % NEUME_DRUM_HISTORY) * BAND_COUNT;
    if (f->net && f->count % 2 == 0)
        neume_drum_net_push(f->net, bins);
    f->count++;
    for (size_t b = 0; b < BAND_COUNT; b++) {
        float sum = 0;
        for (size_t k = edge[b]; k < edge[b + 1]; k++)
            sum += bins[k].re * bins[k].re + bins[k].im * bins[k].im;
        power[b] = sum;
    }
}

void neume_drum_frames_process(struct neume_drum_frames *f, const float *samples, size_t count)
{
    while (count) {
        const struct neume_fft_bin *bins;
        size_t used = neume_stft_process(&f->stft, samples, count, &bins);
        if (bins)
            take(f, bins);
        samples += used;
        count -= used;
    }
}

void neume_drum_frames_flush(struct neume_drum_frames *f)
{
    const struct neume_fft_bin *bins;
    while ((bins = neume_stft_flush(&f->stft)))
        take(f, bins);
    if (f->net)
        neume_drum_net_flush(f->net);
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
