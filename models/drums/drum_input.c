/* SPDX-License-Identifier: MIT */
#include "models/drums/drum_input.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "analysis/logarithm.h"

enum { SLOTS = NEUME_DRUM_INPUT_AHEAD + 1 };

static const double rate = 44100;
static const double low = 20, high = 17500, per_octave = 7; /* Hz, Hz, bands */
static const double level_fall = 20;                        /* seconds for the running level to fall to 1 / e */
static const float quietest = 1e-4f;                        /* the lowest level */
static const float floor_db = 80, unit_db = 40;

enum neume_status neume_drum_input_init(struct neume_drum_input *p)
{
    memset(p, 0, sizeof *p);
    enum neume_status status = neume_bands_init(&p->bands, NEUME_DRUM_INPUT_SIZE, rate, low, high, per_octave);
    if (status != NEUME_OK)
        return status;
    assert(p->bands.count == NEUME_DRUM_INPUT_BINS);
    p->decay = (float)exp(-NEUME_DRUM_INPUT_HOP / rate / level_fall);
    neume_drum_input_reset(p);
    return NEUME_OK;
}

void neume_drum_input_release(struct neume_drum_input *p)
{
    if (p)
        neume_bands_release(&p->bands);
}

void neume_drum_input_reset(struct neume_drum_input *p)
{
    p->level = quietest;
    p->taken = p->handed = 0;
}

/* The oldest waiting frame, all that its level depends on being there. */
static int hand_out(struct neume_drum_input *p, struct neume_drum_frame *frame)
{
    const float *magnitude = p->ring[p->handed % SLOTS];
    p->level = fmaxf(p->level * p->decay, quietest);
    for (uint64_t k = p->handed; k < p->taken; k++)
        p->level = fmaxf(p->level, p->peak[k % SLOTS]);
    p->handed++;
    frame->level = 20 * log10f(p->level);
    for (size_t b = 0; b < NEUME_DRUM_INPUT_BINS; b++)
        frame->x[b] = magnitude[b] + 1e-9f;
    neume_decibels(frame->x, frame->x, NEUME_DRUM_INPUT_BINS);
    for (size_t b = 0; b < NEUME_DRUM_INPUT_BINS; b++) {
        float x = (frame->x[b] - frame->level + floor_db) / unit_db;
        frame->x[b] = x > 0 ? x : 0;
    }
    return 1;
}

int neume_drum_input_push(struct neume_drum_input *p, const struct neume_fft_bin *spectrum,
                          struct neume_drum_frame *frame)
{
    size_t slot = (size_t)(p->taken++ % SLOTS);
    float *magnitude = p->ring[slot], peak = 0;
    neume_bands_apply(&p->bands, spectrum, magnitude);
    for (size_t b = 0; b < NEUME_DRUM_INPUT_BINS; b++)
        peak = fmaxf(peak, magnitude[b]);
    p->peak[slot] = peak;
    return p->taken - p->handed > NEUME_DRUM_INPUT_AHEAD ? hand_out(p, frame) : 0;
}

int neume_drum_input_flush(struct neume_drum_input *p, struct neume_drum_frame *frame)
{
    return p->handed < p->taken ? hand_out(p, frame) : 0;
}
