/* SPDX-License-Identifier: MIT */
#include "neume/onset.h"

#include <stdlib.h>

#include "analysis/onset.h"
#include "api/sound.h"
#include "audio/block_input.h"
#include "core/error.h"
#include "core/sized.h"

enum { BLOCK = 4096, ROOM = 256 };

struct neume_onset_stream {
    struct neume_onset_detector *detector;
    struct neume_block_input *input;
    struct neume_onsets *onsets; /* of the call that runs */
};

void neume_onset_options_init(struct neume_onset_options *options)
{
    struct neume_onset_config config;
    neume_onset_config_init(&config);
    *options = (struct neume_onset_options){
        .size = sizeof *options, .sensitivity = config.sensitivity, .min_gap = config.min_gap};
}

void neume_onsets_release(struct neume_onsets *onsets)
{
    if (!onsets)
        return;
    free(onsets->onset);
    *onsets = (struct neume_onsets){0};
}

static enum neume_status append(struct neume_onsets *o, const struct neume_onset *found, size_t count)
{
    if (o->count + count > o->capacity) {
        size_t capacity = 2 * (o->count + count);
        struct neume_onset *grown = realloc(o->onset, capacity * sizeof *grown);
        if (!grown)
            return NEUME_ERR_MEMORY;
        o->onset = grown;
        o->capacity = capacity;
    }
    for (size_t i = 0; i < count; i++)
        o->onset[o->count++] = found[i];
    return NEUME_OK;
}

/* Mono samples [count] at the detector's rate. */
static enum neume_status detect(struct neume_onset_detector *d, const float *samples, size_t count,
                                struct neume_onsets *onsets)
{
    struct neume_onset found[ROOM];
    enum neume_status status = NEUME_OK;
    for (size_t used = 0, made; used < count && status == NEUME_OK;) {
        used += neume_onset_process(d, samples + used, count - used, found, ROOM, &made);
        status = append(onsets, found, made);
    }
    return status;
}

static enum neume_status detect_rest(struct neume_onset_detector *d, struct neume_onsets *onsets)
{
    struct neume_onset found[ROOM];
    enum neume_status status = NEUME_OK;
    size_t made;
    while (status == NEUME_OK && (made = neume_onset_flush(d, found, ROOM)) > 0)
        status = append(onsets, found, made);
    return status;
}

static enum neume_status follow(struct neume_onset_detector *d, struct neume_source *source, neume_progress_fn progress,
                                void *user, struct neume_onsets *onsets)
{
    float block[BLOCK];
    size_t got = 1;
    enum neume_status status = NEUME_OK;
    while (status == NEUME_OK && got) {
        status = neume_source_read(source, block, BLOCK, &got);
        if (status == NEUME_OK)
            status = detect(d, block, got, onsets);
        if (status == NEUME_OK && progress && progress(user, neume_source_share(source)))
            status = NEUME_ERR_CANCELLED;
    }
    return status == NEUME_OK ? detect_rest(d, onsets) : status;
}

/* *rate: Hz of the samples that it takes. */
static enum neume_status open_detector(struct neume_onset_detector **out, const struct neume_onset_options *options,
                                       double *rate)
{
    struct neume_onset_options o;
    struct neume_onset_config config;
    neume_onset_options_init(&o);
    neume_onset_config_init(&config);
    enum neume_status status = options ? neume_sized_take(&o, sizeof o, options) : NEUME_OK;
    config.sensitivity = o.sensitivity;
    config.min_gap = o.min_gap;
    *rate = config.sample_rate;
    return status == NEUME_OK ? neume_onset_new(out, &config) : status;
}

enum neume_status neume_onsets_find(const struct neume_sound *sound, const struct neume_onset_options *options,
                                    neume_progress_fn progress, void *user, struct neume_onsets *onsets,
                                    struct neume_error *error)
{
    struct neume_onset_detector *detector = NULL;
    struct neume_source *source = NULL;
    size_t before = onsets->count;
    double rate;
    enum neume_status status = open_detector(&detector, options, &rate);
    if (status != NEUME_OK)
        return neume_error_input(error, status, "options");
    status = neume_api_sound_open(&source, sound, rate);
    if (status == NEUME_OK)
        status = follow(detector, source, progress, user, onsets);
    if (status != NEUME_OK)
        onsets->count = before;
    neume_source_free(source);
    neume_onset_free(detector);
    return neume_error_input(error, status, neume_api_sound_name(sound));
}

enum neume_status neume_onset_stream_new(struct neume_onset_stream **out, double rate, int channels,
                                         const struct neume_onset_options *options)
{
    double to;
    *out = NULL;
    struct neume_onset_stream *s = calloc(1, sizeof *s);
    if (!s)
        return NEUME_ERR_MEMORY;
    enum neume_status status = open_detector(&s->detector, options, &to);
    if (status == NEUME_OK)
        status = neume_block_input_new(&s->input, rate, channels, &to, 1);
    if (status == NEUME_OK)
        *out = s;
    else
        neume_onset_stream_free(s);
    return status;
}

void neume_onset_stream_free(struct neume_onset_stream *s)
{
    if (!s)
        return;
    neume_block_input_free(s->input);
    neume_onset_free(s->detector);
    free(s);
}

enum neume_status neume_onset_stream_reset(struct neume_onset_stream *s)
{
    neume_onset_reset(s->detector);
    return neume_block_input_reset(s->input);
}

static enum neume_status take(void *user, size_t listener, const float *samples, size_t count)
{
    struct neume_onset_stream *s = user;
    (void)listener;
    return detect(s->detector, samples, count, s->onsets);
}

enum neume_status neume_onset_stream_process(struct neume_onset_stream *s, const float *samples, size_t frames,
                                             struct neume_onsets *onsets)
{
    s->onsets = onsets;
    return neume_block_input_process(s->input, samples, frames, take, s);
}

enum neume_status neume_onset_stream_flush(struct neume_onset_stream *s, struct neume_onsets *onsets)
{
    s->onsets = onsets;
    enum neume_status status = neume_block_input_flush(s->input, take, s);
    return status == NEUME_OK ? detect_rest(s->detector, onsets) : status;
}
