/* SPDX-License-Identifier: MIT */
#include "audio/source.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audio/mixdown.h"
#include "audio/resample.h"
#include "core/simd.h"

#define BLOCK_FRAMES  4096
#define BLOCK_SAMPLES 65536 /* of many channels a block holds fewer frames */
#define LIMIT         64.0f /* 36 dB over full scale: nothing that was meant is louder */
#define FULL_SCALE    (32767.0f / 32768.0f)
#define CLIPPED_RUN   3
#define MOST_CHANNELS 1024
#define SILENT        1e-3f /* -60 dB: a channel that never gets this near to the loudest one carries nothing */

struct neume_source {
    struct neume_decoder *decoder; /* NULL: `memory` */
    const float *memory;           /* [info.frames][info.channels], borrowed */
    struct neume_audio_info info;
    double rate; /* Hz, of the output */
    struct neume_resampler *resampler;
    size_t block_frames;
    float *block;  /* [block_frames][info.channels], then [block_frames][heard_count] */
    size_t *heard; /* [heard_count]: the channels that carry sound, in order */
    size_t heard_count;
    struct neume_mixdown *mixdown; /* NULL of one channel */
    float *mono;                   /* [block_frames]; mono_at .. mono_count wait for the resampler */
    unsigned *run;                 /* [info.channels], samples at full scale in a row, up to CLIPPED_RUN */
    size_t mono_count, mono_at;
    int ended;
    int mixed; /* the last sample has left `mixdown`, too */
    struct neume_source_health health;
};

static enum neume_status prepare(struct neume_source *s, double rate)
{
    size_t channels = (size_t)s->info.channels;
    s->rate = rate > 0 ? rate : s->info.sample_rate;
    s->block_frames = BLOCK_SAMPLES / channels < BLOCK_FRAMES ? BLOCK_SAMPLES / channels : BLOCK_FRAMES;
    s->block = malloc(s->block_frames * channels * sizeof *s->block);
    s->mono = malloc(s->block_frames * sizeof *s->mono);
    s->run = calloc(channels, sizeof *s->run);
    s->heard = malloc(channels * sizeof *s->heard);
    return s->block && s->mono && s->run && s->heard ? NEUME_OK : NEUME_ERR_MEMORY;
}

static void raise_peaks(float *peak, size_t channels, const float *samples, size_t count)
{
    for (size_t c = 0; c < channels; c++)
        for (size_t i = c; i < count; i += channels)
            if (isfinite(samples[i]) && fabsf(samples[i]) > peak[c])
                peak[c] = fabsf(samples[i]);
}

/* Listens until every channel was heard, which in most recordings is at once, or to the end, and rewinds. `peak`
 * [channels]. */
static enum neume_status find_peaks(struct neume_source *s, float *peak)
{
    size_t channels = (size_t)s->info.channels, quiet = channels, got = 1;
    enum neume_status status = NEUME_OK;
    if (!s->decoder) {
        raise_peaks(peak, channels, s->memory, (size_t)s->info.frames * channels);
        return NEUME_OK;
    }
    while (status == NEUME_OK && got && quiet) {
        status = neume_decoder_read(s->decoder, s->block, s->block_frames, &got);
        raise_peaks(peak, channels, s->block, got * channels);
        quiet = 0;
        for (size_t c = 0; c < channels; c++)
            quiet += peak[c] < SILENT;
    }
    return status == NEUME_OK ? neume_decoder_rewind(s->decoder) : status;
}

/* Music in one channel of many must not be as faint as the many are silent. */
static enum neume_status choose_channels(struct neume_source *s)
{
    size_t channels = (size_t)s->info.channels;
    enum neume_status status = NEUME_OK;
    float loudest = 0, *peak = calloc(channels, sizeof *peak);
    if (!peak)
        return NEUME_ERR_MEMORY;
    if (channels > 1)
        status = find_peaks(s, peak);
    for (size_t c = 0; c < channels; c++)
        loudest = fmaxf(loudest, fminf(peak[c], 1));
    for (size_t c = 0; c < channels; c++)
        if (peak[c] >= SILENT * loudest)
            s->heard[s->heard_count++] = c;
    free(peak);
    if (status == NEUME_OK && s->heard_count > 1)
        status = neume_mixdown_new(&s->mixdown, s->heard_count, s->info.sample_rate);
    return status;
}

static int rate_is_good(double rate)
{
    return rate >= NEUME_MIN_RATE && rate <= NEUME_MAX_RATE;
}

enum neume_status neume_source_open(struct neume_source **out, const char *path, double rate)
{
    *out = NULL;
    if (rate != 0 && !rate_is_good(rate))
        return NEUME_ERR_ARGUMENT;
    struct neume_source *s = calloc(1, sizeof *s);
    if (!s)
        return NEUME_ERR_MEMORY;
    enum neume_status status = neume_decoder_open(&s->decoder, path, &s->info);
    if (status == NEUME_OK)
        status = prepare(s, rate);
    if (status == NEUME_OK)
        status = choose_channels(s);
    if (status == NEUME_OK)
        status = neume_resampler_new(&s->resampler, s->info.sample_rate, s->rate, 1);
    if (status != NEUME_OK) {
        neume_source_free(s);
        return status;
    }
    *out = s;
    return NEUME_OK;
}

enum neume_status neume_source_from_samples(struct neume_source **out, const float *samples, size_t frames,
                                            int channels, double from_rate, double rate)
{
    *out = NULL;
    if (!rate_is_good(from_rate) || (rate != 0 && !rate_is_good(rate)) || channels < 1 || channels > MOST_CHANNELS)
        return NEUME_ERR_ARGUMENT;
    if (!frames)
        return NEUME_ERR_EMPTY;
    struct neume_source *s = calloc(1, sizeof *s);
    if (!s)
        return NEUME_ERR_MEMORY;
    s->memory = samples;
    s->info =
        (struct neume_audio_info){.sample_rate = (int)lrint(from_rate), .channels = channels, .format = "samples"};
    s->info.frames = (int64_t)frames;
    s->info.duration = (double)frames / from_rate;
    enum neume_status status = prepare(s, rate > 0 ? rate : from_rate);
    if (status == NEUME_OK)
        status = choose_channels(s);
    if (status == NEUME_OK)
        status = neume_resampler_new(&s->resampler, from_rate, s->rate, 1);
    if (status != NEUME_OK) {
        neume_source_free(s);
        return status;
    }
    *out = s;
    return NEUME_OK;
}

enum neume_status neume_source_open_sound(struct neume_source **out, const struct neume_sound *sound, double rate)
{
    if (sound->path)
        return neume_source_open(out, sound->path, rate);
    *out = NULL;
    if (sound->frames && !sound->samples)
        return NEUME_ERR_ARGUMENT;
    return neume_source_from_samples(out, sound->samples, sound->frames, sound->channels, sound->rate, rate);
}

void neume_source_free(struct neume_source *s)
{
    if (!s)
        return;
    neume_decoder_free(s->decoder);
    neume_resampler_free(s->resampler);
    neume_mixdown_free(s->mixdown);
    free(s->heard);
    free(s->block);
    free(s->mono);
    free(s->run);
    free(s);
}

const struct neume_audio_info *neume_source_info(const struct neume_source *s)
{
    return &s->info;
}

size_t neume_source_channels_heard(const struct neume_source *s)
{
    return s->heard_count;
}

double neume_source_rate(const struct neume_source *s)
{
    return s->rate;
}

/* A sample at full scale, beyond it, or not a number at all. */
static float odd_sample(struct neume_source *s, float x, size_t channel)
{
    if (!isfinite(x)) {
        s->health.bad_samples++;
        s->run[channel] = 0;
        return 0;
    }
    if (s->run[channel] < CLIPPED_RUN && ++s->run[channel] == CLIPPED_RUN)
        s->health.clipped_samples += CLIPPED_RUN;
    else if (s->run[channel] == CLIPPED_RUN)
        s->health.clipped_samples++;
    return x > LIMIT ? LIMIT : x < -LIMIT ? -LIMIT : x;
}

/* Whether nothing reaches full scale, as almost everywhere. */
NEUME_SIMD static int is_plain(const float *x, size_t count)
{
    int32_t odd = 0;
    for (size_t i = 0; i < count; i++)
        odd |= !(fabsf(x[i]) < FULL_SCALE);
    return !odd;
}

/* In place. */
static void clean(struct neume_source *s, float *block, size_t frames)
{
    size_t channels = (size_t)s->info.channels;
    if (frames && is_plain(block, frames * channels)) {
        memset(s->run, 0, channels * sizeof *s->run);
        return;
    }
    for (size_t c = 0; c < channels; c++)
        for (size_t i = c; i < frames * channels; i += channels) {
            if (fabsf(block[i]) < FULL_SCALE)
                s->run[c] = 0;
            else
                block[i] = odd_sample(s, block[i], c);
        }
}

/* The channels that are heard, and no others, in place. */
static void choose(struct neume_source *s, size_t frames)
{
    size_t channels = (size_t)s->info.channels, heard = s->heard_count;
    for (size_t i = 0; heard < channels && i < frames; i++)
        for (size_t c = 0; c < heard; c++)
            s->block[i * heard + c] = s->block[i * channels + s->heard[c]];
}

NEUME_SIMD static float peak_of(const float *x, size_t count, float peak)
{
    float most[8] = {0};
    size_t i = 0;
    for (; i + 8 <= count; i += 8)
        for (size_t k = 0; k < 8; k++)
            most[k] = fabsf(x[i + k]) > most[k] ? fabsf(x[i + k]) : most[k];
    for (; i < count; i++)
        peak = fabsf(x[i]) > peak ? fabsf(x[i]) : peak;
    for (size_t k = 0; k < 8; k++)
        peak = most[k] > peak ? most[k] : peak;
    return peak;
}

static void note_peak(struct neume_source *s)
{
    s->health.peak = peak_of(s->mono, s->mono_count, s->health.peak);
}

static enum neume_status read_block(struct neume_source *s, size_t *got)
{
    if (s->decoder) {
        enum neume_status status = neume_decoder_read(s->decoder, s->block, s->block_frames, got);
        s->health.truncated = neume_decoder_truncated(s->decoder);
        return status;
    }
    uint64_t left = (uint64_t)s->info.frames - s->health.frames;
    *got = left < s->block_frames ? (size_t)left : s->block_frames;
    size_t channels = (size_t)s->info.channels;
    memcpy(s->block, s->memory + s->health.frames * channels, *got * channels * sizeof *s->block);
    return NEUME_OK;
}

/* The next block of the recording into `mono`; it may be empty while the mixdown fills. */
static enum neume_status fill(struct neume_source *s)
{
    size_t got = 0;
    enum neume_status status = NEUME_OK;
    s->mono_at = 0;
    if (!s->ended) {
        status = read_block(s, &got);
        clean(s, s->block, got);
        choose(s, got);
        s->health.frames += got;
        s->ended = got < s->block_frames;
    }
    if (s->mixdown && got)
        s->mono_count = neume_mixdown_process(s->mixdown, s->block, got, s->mono);
    else if (s->mixdown)
        s->mono_count = neume_mixdown_flush(s->mixdown, s->mono, s->block_frames);
    else
        memcpy(s->mono, s->block, (s->mono_count = got) * sizeof *s->mono);
    s->mixed = s->ended && (!s->mixdown || (!got && !s->mono_count));
    note_peak(s);
    return status;
}

enum neume_status neume_source_read(struct neume_source *s, float *mono, size_t capacity, size_t *got)
{
    enum neume_status status = NEUME_OK;
    *got = 0;
    while (*got < capacity && status == NEUME_OK) {
        size_t used = 0, made = 0;
        if (s->mono_at == s->mono_count && !s->mixed)
            status = fill(s);
        else if (s->mono_at < s->mono_count)
            status = neume_resampler_process(s->resampler, s->mono + s->mono_at, s->mono_count - s->mono_at, &used,
                                             mono + *got, capacity - *got, &made);
        else {
            status = neume_resampler_flush(s->resampler, mono + *got, capacity - *got, &made);
            if (!made)
                break;
        }
        s->mono_at += used;
        *got += made;
    }
    /* The resampler overshoots at the edges of what was limited. */
    if (s->health.peak > LIMIT / 2)
        for (size_t i = 0; i < *got; i++)
            mono[i] = mono[i] > LIMIT ? LIMIT : mono[i] < -LIMIT ? -LIMIT : mono[i];
    return status;
}

uint64_t neume_source_skip(struct neume_source *s, uint64_t samples)
{
    double ratio = s->info.sample_rate / s->rate;
    int64_t waiting = (int64_t)(s->mono_count - s->mono_at), frames = (int64_t)((double)samples * ratio) - waiting;
    if (!s->decoder || s->ended || frames <= 0)
        return 0;
    int64_t done = neume_decoder_skip(s->decoder, frames);
    if (!done)
        return 0;
    s->mono_at = s->mono_count;
    s->health.frames += (uint64_t)done;
    return (uint64_t)((double)(done + waiting) / ratio);
}

double neume_source_share(const struct neume_source *s)
{
    if (s->info.frames <= 0)
        return s->ended ? 1 : -1;
    double share = (double)s->health.frames / (double)s->info.frames;
    return s->ended || share > 1 ? 1 : share;
}

void neume_source_health(const struct neume_source *s, struct neume_source_health *health)
{
    *health = s->health;
}
