/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "api/sound.h"
#include "audio/source.h"
#include "core/error.h"
#include "models/beats/beat_net.h"
#include "neume/neume.h"

enum { BLOCK = 4096 };

static const double rate = 44100;

enum neume_status neume_beats_find(const struct neume_sound *sound, neume_progress_fn progress, void *user,
                                   struct neume_beats *beats, struct neume_error *error)
{
    struct neume_beat_strength strength = {0};
    struct neume_beat_frames frames = {0};
    struct neume_source *source = NULL;
    float samples[BLOCK];
    size_t got;
    memset(beats, 0, sizeof *beats);
    enum neume_status status = neume_api_sound_open(&source, sound, rate);
    if (status == NEUME_OK)
        status = neume_beat_strength_init(&strength, rate);
    while (status == NEUME_OK && (status = neume_source_read(source, samples, BLOCK, &got)) == NEUME_OK && got) {
        status = neume_beat_frames_read(&frames, &strength, samples, got);
        if (status == NEUME_OK && progress && progress(user, neume_source_share(source)))
            status = NEUME_ERR_CANCELLED;
    }
    if (status == NEUME_OK)
        status = neume_beat_frames_end(&frames, &strength);
    if (status == NEUME_OK)
        status = neume_beats_listen(beats, frames.frame, frames.count, neume_beat_strength_period(&strength));
    neume_beat_frames_release(&frames);
    neume_beat_strength_release(&strength);
    neume_source_free(source);
    return neume_error_input(error, status, neume_api_sound_name(sound));
}

enum neume_status neume_beats_find_file(const char *path, struct neume_beats *beats)
{
    struct neume_sound sound;
    neume_sound_init_file(&sound, path);
    return neume_beats_find(&sound, NULL, NULL, beats, NULL);
}
