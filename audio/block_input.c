/* SPDX-License-Identifier: MIT */
#include "audio/block_input.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "audio/audio_info.h"
#include "audio/mixdown.h"
#include "audio/resample.h"
#include "core/simd.h"

enum { BLOCK = 4096, BLOCK_SAMPLES = 65536, MOST_CHANNELS = 1024 };

static const float limit = 64; /* as audio/source.c */

struct neume_block_input {
    double rate;
    size_t channels, listeners, frames; /* frames: of a block */
    struct neume_mixdown *mixdown;      /* NULL of one channel */
    struct neume_resampler *resampler[NEUME_BLOCK_INPUT_LISTENERS];
    float *clean; /* [frames][channels] */
    float mono[BLOCK], resampled[BLOCK];
};

static int rate_is_good(double rate)
{
    return rate >= NEUME_MIN_RATE && rate <= NEUME_MAX_RATE;
}

static enum neume_status open_parts(struct neume_block_input *b, const double *to)
{
    enum neume_status status = NEUME_OK;
    b->clean = malloc(b->frames * b->channels * sizeof *b->clean);
    if (!b->clean)
        return NEUME_ERR_MEMORY;
    if (b->channels > 1)
        status = neume_mixdown_new(&b->mixdown, b->channels, b->rate);
    for (size_t i = 0; i < b->listeners && status == NEUME_OK; i++)
        status = rate_is_good(to[i]) ? neume_resampler_new(&b->resampler[i], b->rate, to[i], 1) : NEUME_ERR_ARGUMENT;
    return status;
}

enum neume_status neume_block_input_new(struct neume_block_input **out, double rate, int channels, const double *to,
                                        size_t listeners)
{
    *out = NULL;
    if (!rate_is_good(rate) || channels < 1 || channels > MOST_CHANNELS || listeners > NEUME_BLOCK_INPUT_LISTENERS)
        return NEUME_ERR_ARGUMENT;
    struct neume_block_input *b = calloc(1, sizeof *b);
    if (!b)
        return NEUME_ERR_MEMORY;
    b->rate = rate;
    b->channels = (size_t)channels;
    b->listeners = listeners;
    b->frames = BLOCK_SAMPLES / b->channels < BLOCK ? BLOCK_SAMPLES / b->channels : BLOCK;
    enum neume_status status = open_parts(b, to);
    if (status == NEUME_OK)
        *out = b;
    else
        neume_block_input_free(b);
    return status;
}

void neume_block_input_free(struct neume_block_input *b)
{
    if (!b)
        return;
    for (size_t i = 0; i < b->listeners; i++)
        neume_resampler_free(b->resampler[i]);
    neume_mixdown_free(b->mixdown);
    free(b->clean);
    free(b);
}

enum neume_status neume_block_input_reset(struct neume_block_input *b)
{
    enum neume_status status = NEUME_OK;
    neume_mixdown_free(b->mixdown);
    b->mixdown = NULL;
    if (b->channels > 1)
        status = neume_mixdown_new(&b->mixdown, b->channels, b->rate);
    for (size_t i = 0; i < b->listeners && status == NEUME_OK; i++)
        status = neume_resampler_reset(b->resampler[i]);
    return status;
}

/* What is no number becomes 0. */
NEUME_SIMD static void clean(const float *in, float *out, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        float x = in[i], near = x > limit ? limit : x < -limit ? -limit : x;
        out[i] = fabsf(x) <= FLT_MAX ? near : 0;
    }
}

/* A block to mono [as many as returned]. */
static size_t mix(struct neume_block_input *b, const float *samples, size_t frames)
{
    float *to = b->mixdown ? b->clean : b->mono;
    clean(samples, to, frames * b->channels);
    return b->mixdown ? neume_mixdown_process(b->mixdown, b->clean, frames, b->mono) : frames;
}

static enum neume_status give(struct neume_block_input *b, size_t listener, size_t made, neume_block_fn take,
                              void *user)
{
    clean(b->resampled, b->resampled, made); /* the resampler overshoots at the edges of what was limited */
    return made ? take(user, listener, b->resampled, made) : NEUME_OK;
}

static enum neume_status resample(struct neume_block_input *b, size_t count, neume_block_fn take, void *user)
{
    enum neume_status status = NEUME_OK;
    for (size_t i = 0; i < b->listeners; i++)
        for (size_t at = 0; at < count && status == NEUME_OK;) {
            size_t used, made;
            status =
                neume_resampler_process(b->resampler[i], b->mono + at, count - at, &used, b->resampled, BLOCK, &made);
            at += used;
            if (status == NEUME_OK)
                status = give(b, i, made, take, user);
        }
    return status;
}

enum neume_status neume_block_input_process(struct neume_block_input *b, const float *samples, size_t frames,
                                            neume_block_fn take, void *user)
{
    enum neume_status status = NEUME_OK;
    while (frames && status == NEUME_OK) {
        size_t n = frames < b->frames ? frames : b->frames;
        status = resample(b, mix(b, samples, n), take, user);
        samples += n * b->channels;
        frames -= n;
    }
    return status;
}

enum neume_status neume_block_input_flush(struct neume_block_input *b, neume_block_fn take, void *user)
{
    enum neume_status status = NEUME_OK;
    size_t made = 1;
    while (b->mixdown && status == NEUME_OK && (made = neume_mixdown_flush(b->mixdown, b->mono, BLOCK)) > 0)
        status = resample(b, made, take, user);
    for (size_t i = 0; i < b->listeners; i++)
        for (made = 1; made && status == NEUME_OK;) {
            status = neume_resampler_flush(b->resampler[i], b->resampled, BLOCK, &made);
            if (status == NEUME_OK)
                status = give(b, i, made, take, user);
        }
    return status;
}
