/* SPDX-License-Identifier: MIT */
#include "neume/onset.h"

#include <stdlib.h>

#include "analysis/onset.h"
#include "api/sound.h"
#include "core/error.h"
#include "core/sized.h"

enum { BLOCK = 4096, ROOM = 256 };

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

static enum neume_status follow(struct neume_onset_detector *d, struct neume_source *source, neume_progress_fn progress,
                                void *user, struct neume_onsets *onsets)
{
    float block[BLOCK];
    struct neume_onset found[ROOM];
    size_t got = 1, made;
    enum neume_status status = NEUME_OK;
    while (status == NEUME_OK && got) {
        status = neume_source_read(source, block, BLOCK, &got);
        for (size_t used = 0; used < got && status == NEUME_OK;) {
            used += neume_onset_process(d, block + used, got - used, found, ROOM, &made);
            status = append(onsets, found, made);
        }
        if (status == NEUME_OK && progress && progress(user, neume_source_share(source)))
            status = NEUME_ERR_CANCELLED;
    }
    while (status == NEUME_OK && (made = neume_onset_flush(d, found, ROOM)) > 0)
        status = append(onsets, found, made);
    return status;
}

enum neume_status neume_onsets_find(const struct neume_sound *sound, const struct neume_onset_options *options,
                                    neume_progress_fn progress, void *user, struct neume_onsets *onsets,
                                    struct neume_error *error)
{
    struct neume_onset_options o;
    struct neume_onset_config config;
    struct neume_onset_detector *detector = NULL;
    struct neume_source *source = NULL;
    size_t before = onsets->count;
    neume_onset_options_init(&o);
    neume_onset_config_init(&config);
    enum neume_status status = options ? neume_sized_take(&o, sizeof o, options) : NEUME_OK;
    config.sensitivity = o.sensitivity;
    config.min_gap = o.min_gap;
    if (status == NEUME_OK)
        status = neume_onset_new(&detector, &config);
    if (status != NEUME_OK)
        return neume_error_input(error, status, "options");
    status = neume_api_sound_open(&source, sound, config.sample_rate);
    if (status == NEUME_OK)
        status = follow(detector, source, progress, user, onsets);
    if (status != NEUME_OK)
        onsets->count = before;
    neume_source_free(source);
    neume_onset_free(detector);
    return neume_error_input(error, status, neume_api_sound_name(sound));
}
