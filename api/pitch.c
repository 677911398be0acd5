/* SPDX-License-Identifier: MIT */
#include "neume/pitch.h"

#include <stdlib.h>

#include "analysis/pyin.h"
#include "api/sound.h"
#include "core/error.h"
#include "core/sized.h"

enum { BLOCK = 4096, ROOM = 256 };

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

static enum neume_status follow(struct neume_pyin *d, struct neume_source *source, neume_progress_fn progress,
                                void *user, struct neume_pitch_track *track)
{
    float block[BLOCK];
    struct neume_pitch_frame found[ROOM];
    size_t got = 1, made;
    enum neume_status status = NEUME_OK;
    while (status == NEUME_OK && got) {
        status = neume_source_read(source, block, BLOCK, &got);
        for (size_t used = 0; used < got && status == NEUME_OK;) {
            used += neume_pyin_process(d, block + used, got - used, found, ROOM, &made);
            status = append(track, found, made);
        }
        if (status == NEUME_OK && progress && progress(user, neume_source_share(source)))
            status = NEUME_ERR_CANCELLED;
    }
    while (status == NEUME_OK && (made = neume_pyin_flush(d, found, ROOM)) > 0)
        status = append(track, found, made);
    return status;
}

enum neume_status neume_pitch_find(const struct neume_sound *sound, const struct neume_pitch_options *options,
                                   neume_progress_fn progress, void *user, struct neume_pitch_track *track,
                                   struct neume_error *error)
{
    struct neume_pitch_options o;
    struct neume_pyin_config config;
    struct neume_pyin *detector = NULL;
    struct neume_source *source = NULL;
    size_t before = track->count;
    neume_pitch_options_init(&o);
    neume_pyin_config_init(&config);
    enum neume_status status = options ? neume_sized_take(&o, sizeof o, options) : NEUME_OK;
    config.min_hz = o.min_hz;
    config.max_hz = o.max_hz;
    if (status == NEUME_OK)
        status = neume_pyin_new(&detector, &config);
    if (status != NEUME_OK)
        return neume_error_input(error, status, "options");
    status = neume_api_sound_open(&source, sound, config.sample_rate);
    if (status == NEUME_OK)
        status = follow(detector, source, progress, user, track);
    if (status != NEUME_OK)
        track->count = before;
    neume_source_free(source);
    neume_pyin_free(detector);
    return neume_error_input(error, status, neume_api_sound_name(sound));
}
