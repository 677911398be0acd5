/* SPDX-License-Identifier: MIT */
#include "neume/pitch.h"

#include <stdlib.h>

#include "analysis/pyin.h"
#include "api/sound.h"
#include "audio/block_input.h"
#include "core/error.h"
#include "core/sized.h"

enum { BLOCK = 4096, ROOM = 256 };

struct neume_pitch_stream {
    struct neume_pyin *tracker;
    struct neume_block_input *input;
    struct neume_pitch_track *track; /* of the call that runs */
};

void neume_pitch_options_init(struct neume_pitch_options *options)
{
    struct neume_pyin_config config;
    neume_pyin_config_init(&config);
    *options = (struct neume_pitch_options){.size = sizeof *options, .min_hz = config.min_hz, .max_hz = config.max_hz};
}

void neume_pitch_track_release(struct neume_pitch_track *track)
{
    if (!track)
        return;
    free(track->frame);
    *track = (struct neume_pitch_track){0};
}

static enum neume_status append(struct neume_pitch_track *o, const struct neume_pitch_frame *found, size_t count)
{
    if (o->count + count > o->capacity) {
        size_t capacity = 2 * (o->count + count);
        struct neume_pitch_frame *grown = realloc(o->frame, capacity * sizeof *grown);
        if (!grown)
            return NEUME_ERR_MEMORY;
        o->frame = grown;
        o->capacity = capacity;
    }
    for (size_t i = 0; i < count; i++)
        o->frame[o->count++] = found[i];
    return NEUME_OK;
}

/* Mono samples [count] at the tracker's rate. */
static enum neume_status track_samples(struct neume_pyin *p, const float *samples, size_t count,
                                       struct neume_pitch_track *track)
{
    struct neume_pitch_frame found[ROOM];
    enum neume_status status = NEUME_OK;
    for (size_t used = 0, made; used < count && status == NEUME_OK;) {
        used += neume_pyin_process(p, samples + used, count - used, found, ROOM, &made);
        status = append(track, found, made);
    }
    return status;
}

static enum neume_status track_rest(struct neume_pyin *p, struct neume_pitch_track *track)
{
    struct neume_pitch_frame found[ROOM];
    enum neume_status status = NEUME_OK;
    size_t made;
    while (status == NEUME_OK && (made = neume_pyin_flush(p, found, ROOM)) > 0)
        status = append(track, found, made);
    return status;
}

static enum neume_status follow(struct neume_pyin *p, struct neume_source *source, neume_progress_fn progress,
                                void *user, struct neume_pitch_track *track)
{
    float block[BLOCK];
    size_t got = 1;
    enum neume_status status = NEUME_OK;
    while (status == NEUME_OK && got) {
        status = neume_source_read(source, block, BLOCK, &got);
        if (status == NEUME_OK)
            status = track_samples(p, block, got, track);
        if (status == NEUME_OK && progress && progress(user, neume_source_share(source)))
            status = NEUME_ERR_CANCELLED;
    }
    return status == NEUME_OK ? track_rest(p, track) : status;
}

/* *rate: Hz of the samples that it takes. */
static enum neume_status open_tracker(struct neume_pyin **out, const struct neume_pitch_options *options, double *rate)
{
    struct neume_pitch_options o;
    struct neume_pyin_config config;
    neume_pitch_options_init(&o);
    neume_pyin_config_init(&config);
    enum neume_status status = options ? neume_sized_take(&o, sizeof o, options) : NEUME_OK;
    config.min_hz = o.min_hz;
    config.max_hz = o.max_hz;
    *rate = config.sample_rate;
    return status == NEUME_OK ? neume_pyin_new(out, &config) : status;
}

enum neume_status neume_pitch_find(const struct neume_sound *sound, const struct neume_pitch_options *options,
                                   neume_progress_fn progress, void *user, struct neume_pitch_track *track,
                                   struct neume_error *error)
{
    struct neume_pyin *tracker = NULL;
    struct neume_source *source = NULL;
    size_t before = track->count;
    double rate;
    enum neume_status status = open_tracker(&tracker, options, &rate);
    if (status != NEUME_OK)
        return neume_error_input(error, status, "options");
    status = neume_api_sound_open(&source, sound, rate);
    if (status == NEUME_OK)
        status = follow(tracker, source, progress, user, track);
    if (status != NEUME_OK)
        track->count = before;
    neume_source_free(source);
    neume_pyin_free(tracker);
    return neume_error_input(error, status, neume_api_sound_name(sound));
}

enum neume_status neume_pitch_stream_new(struct neume_pitch_stream **out, double rate, int channels,
                                         const struct neume_pitch_options *options)
{
    double to;
    *out = NULL;
    struct neume_pitch_stream *s = calloc(1, sizeof *s);
    if (!s)
        return NEUME_ERR_MEMORY;
    enum neume_status status = open_tracker(&s->tracker, options, &to);
    if (status == NEUME_OK)
        status = neume_block_input_new(&s->input, rate, channels, &to, 1);
    if (status == NEUME_OK)
        *out = s;
    else
        neume_pitch_stream_free(s);
    return status;
}

void neume_pitch_stream_free(struct neume_pitch_stream *s)
{
    if (!s)
        return;
    neume_block_input_free(s->input);
    neume_pyin_free(s->tracker);
    free(s);
}

enum neume_status neume_pitch_stream_reset(struct neume_pitch_stream *s)
{
    neume_pyin_reset(s->tracker);
    return neume_block_input_reset(s->input);
}

static enum neume_status take(void *user, size_t listener, const float *samples, size_t count)
{
    struct neume_pitch_stream *s = user;
    (void)listener;
    return track_samples(s->tracker, samples, count, s->track);
}

enum neume_status neume_pitch_stream_process(struct neume_pitch_stream *s, const float *samples, size_t frames,
                                             struct neume_pitch_track *track)
{
    s->track = track;
    return neume_block_input_process(s->input, samples, frames, take, s);
}

enum neume_status neume_pitch_stream_flush(struct neume_pitch_stream *s, struct neume_pitch_track *track)
{
    s->track = track;
    enum neume_status status = neume_block_input_flush(s->input, take, s);
    return status == NEUME_OK ? track_rest(s->tracker, track) : status;
}
