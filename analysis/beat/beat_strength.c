/* SPDX-License-Identifier: MIT */
#include "analysis/beat/beat_strength.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double low_end = 160, mid_end = 1500, chroma_low = 100, chroma_high = 2500; /* Hz */
static const double edge[NEUME_BEAT_RISES - 1] = {60, 100, 160, 250, 400, 640, 1000, 1600, 2500, 4000, 7000};
static const float least_rise = 0.01f, rise_steps = 30; /* to an octave */

enum neume_status neume_beat_strength_init(struct neume_beat_strength *s, double sample_rate)
{
    memset(s, 0, sizeof *s);
    enum neume_status status = neume_flux_init(&s->flux, sample_rate);
    if (status != NEUME_OK)
        return status;
    const struct neume_bands *bands = &s->flux.bands;
    s->class_of = malloc(bands->count);
    if (!s->class_of) {
        neume_beat_strength_release(s);
        return NEUME_ERR_MEMORY;
    }
    for (size_t b = 0; b < bands->count; b++) {
        double hz = bands->band[b].centre;
        long pitch = lround(69 + 12 * log2(hz / 440));
        s->low += hz < low_end;
        s->mid += hz < mid_end;
        for (size_t r = 0; r + 1 < NEUME_BEAT_RISES; r++)
            s->edge[r + 1] += hz < edge[r];
        s->class_of[b] = (int8_t)(hz < chroma_low || hz > chroma_high ? -1 : pitch % 12);
    }
    s->edge[NEUME_BEAT_RISES] = bands->count;
    return NEUME_OK;
}

void neume_beat_strength_release(struct neume_beat_strength *s)
{
    if (!s)
        return;
    neume_flux_release(&s->flux);
    free(s->class_of);
    memset(s, 0, sizeof *s);
}

void neume_beat_strength_reset(struct neume_beat_strength *s)
{
    neume_flux_reset(&s->flux);
    s->halves = 0;
}

double neume_beat_strength_period(const struct neume_beat_strength *s)
{
    return 2 * neume_flux_period(&s->flux);
}

static void find_chroma(const struct neume_beat_strength *s, const float *magnitude, struct neume_beat_frame *frame)
{
    float sum[12] = {0}, most = 1e-5f;
    for (size_t b = 0; b < s->flux.bands.count; b++)
        if (s->class_of[b] >= 0)
            sum[s->class_of[b]] += magnitude[b];
    for (int c = 0; c < 12; c++)
        most = sum[c] > most ? sum[c] : most;
    for (int c = 0; c < 12; c++)
        frame->chroma[c] = (uint8_t)(255 * sum[c] / most);
    frame->level = 0;
    for (size_t b = 0; b < s->flux.bands.count; b++)
        frame->level += magnitude[b] / (float)s->flux.bands.count;
}

float neume_beat_rise(uint8_t byte)
{
    return least_rise * (exp2f((float)byte / rise_steps) - 1);
}

static void find_rises(const struct neume_beat_strength *s, const float *rise, float *mean)
{
    for (size_t r = 0; r < NEUME_BEAT_RISES; r++) {
        mean[r] = 0;
        for (size_t b = s->edge[r]; b < s->edge[r + 1]; b++)
            mean[r] += rise[b] / (float)(s->edge[r + 1] - s->edge[r]);
    }
}

/* Two frames of flux are one of ours, whose time is that of the first. */
static int take(struct neume_beat_strength *s, const struct neume_flux_frame *in, struct neume_beat_frame *frame)
{
    float low = 0, mid = 0, rise[NEUME_BEAT_RISES];
    find_rises(s, in->rise, rise);
    for (size_t b = 0; b < s->low; b++)
        low += in->rise[b] / (float)s->low;
    for (size_t b = s->low; b < s->mid; b++)
        mid += in->rise[b] / (float)(s->mid - s->low);
    if (!s->halves) {
        s->half.flux = in->flux;
        s->half.low = low;
        s->half.mid = mid;
        find_chroma(s, in->magnitude, &s->half);
        memcpy(s->rise, rise, sizeof rise);
        s->halves = 1;
        return 0;
    }
    s->half.flux = 0.5f * (s->half.flux + in->flux);
    s->half.low = 0.5f * (s->half.low + low);
    s->half.mid = 0.5f * (s->half.mid + mid);
    for (size_t r = 0; r < NEUME_BEAT_RISES; r++)
        s->half.rise[r] =
            (uint8_t)fminf(255, roundf(rise_steps * log2f(1 + 0.5f * (s->rise[r] + rise[r]) / least_rise)));
    s->halves = 0;
    *frame = s->half;
    return 1;
}

size_t neume_beat_strength_process(struct neume_beat_strength *s, const float *samples, size_t count,
                                   struct neume_beat_frame *frame, int *made)
{
    size_t used = 0;
    *made = 0;
    while (used < count && !*made) {
        struct neume_flux_frame flux;
        int is_frame;
        used += neume_flux_process(&s->flux, samples + used, count - used, &flux, &is_frame);
        if (is_frame)
            *made = take(s, &flux, frame);
    }
    return used;
}

int neume_beat_strength_flush(struct neume_beat_strength *s, struct neume_beat_frame *frame)
{
    struct neume_flux_frame flux;
    while (neume_flux_flush(&s->flux, &flux))
        if (take(s, &flux, frame))
            return 1;
    return 0;
}

static enum neume_status append(struct neume_beat_frames *frames, const struct neume_beat_frame *frame)
{
    if (frames->count == frames->capacity) {
        size_t wanted = frames->capacity ? 2 * frames->capacity : 4096;
        struct neume_beat_frame *grown = realloc(frames->frame, wanted * sizeof *grown);
        if (!grown)
            return NEUME_ERR_MEMORY;
        frames->frame = grown;
        frames->capacity = wanted;
    }
    frames->frame[frames->count++] = *frame;
    return NEUME_OK;
}

enum neume_status neume_beat_frames_read(struct neume_beat_frames *frames, struct neume_beat_strength *s,
                                         const float *samples, size_t count)
{
    enum neume_status status = NEUME_OK;
    for (size_t used = 0; used < count && status == NEUME_OK;) {
        struct neume_beat_frame frame;
        int made;
        used += neume_beat_strength_process(s, samples + used, count - used, &frame, &made);
        if (made)
            status = append(frames, &frame);
    }
    return status;
}

enum neume_status neume_beat_frames_end(struct neume_beat_frames *frames, struct neume_beat_strength *s)
{
    enum neume_status status = NEUME_OK;
    struct neume_beat_frame frame;
    while (status == NEUME_OK && neume_beat_strength_flush(s, &frame))
        status = append(frames, &frame);
    return status;
}

void neume_beat_frames_release(struct neume_beat_frames *frames)
{
    if (!frames)
        return;
    free(frames->frame);
    memset(frames, 0, sizeof *frames);
}
