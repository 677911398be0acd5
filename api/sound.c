/* SPDX-License-Identifier: MIT */
#include "api/sound.h"

#include "core/sized.h"

void neume_sound_init_file(struct neume_sound *sound, const char *path)
{
    *sound = (struct neume_sound){.size = sizeof *sound, .path = path};
}

void neume_sound_init_samples(struct neume_sound *sound, const float *samples, size_t frames, int channels, double rate)
{
    *sound = (struct neume_sound){
        .size = sizeof *sound, .samples = samples, .frames = frames, .channels = channels, .rate = rate};
}

enum neume_status neume_api_sound_take(struct neume_sound *own, const struct neume_sound *given)
{
    *own = (struct neume_sound){.size = sizeof *own};
    enum neume_status status = neume_sized_take(own, sizeof *own, given);
    return status == NEUME_OK && !own->path && own->frames && !own->samples ? NEUME_ERR_ARGUMENT : status;
}

const char *neume_api_sound_name(const struct neume_sound *sound)
{
    struct neume_sound own;
    return neume_api_sound_take(&own, sound) == NEUME_OK && own.path ? own.path : "samples";
}

struct neume_feed_input neume_api_sound_input(const struct neume_sound *sound, struct neume_microphone *file)
{
    *file = (struct neume_microphone){.path = sound->path};
    if (sound->path)
        return (struct neume_feed_input){.file = file, .files = 1};
    return (struct neume_feed_input){
        .samples = sound->samples, .count = sound->frames, .channels = sound->channels, .rate = sound->rate};
}

enum neume_status neume_api_sound_open(struct neume_source **out, const struct neume_sound *sound, double rate)
{
    struct neume_sound own;
    *out = NULL;
    enum neume_status status = neume_api_sound_take(&own, sound);
    return status == NEUME_OK ? neume_source_open_sound(out, &own, rate) : status;
}
