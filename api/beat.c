/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "audio/source.h"
#include "models/beats/beat_net.h"
#include "neume/neume.h"

enum { BLOCK = 4096 };

static const double rate = 44100;

enum neume_status neume_beats_find_file(const char *path, struct neume_beats *beats)
{
    struct neume_beat_strength strength = {0};
    struct neume_beat_frames frames = {0};
    struct neume_source *source = NULL;
    float samples[BLOCK];
    size_t got;
    memset(beats, 0, sizeof *beats);
    enum neume_status status = neume_source_open(&source, path, rate);
    if (status == NEUME_OK)
        status = neume_beat_strength_init(&strength, rate);
    while (status == NEUME_OK && (status = neume_source_read(source, samples, BLOCK, &got)) == NEUME_OK && got)
        status = neume_beat_frames_read(&frames, &strength, samples, got);
    if (status == NEUME_OK)
        status = neume_beat_frames_end(&frames, &strength);
    if (status == NEUME_OK)
        status = neume_beats_listen(beats, frames.frame, frames.count, neume_beat_strength_period(&strength));
    neume_beat_frames_release(&frames);
    neume_beat_strength_release(&strength);
    neume_source_free(source);
    return status;
}
