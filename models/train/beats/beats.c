/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "analysis/beat/beat.h"
#include "models/beats/beat_net.h"
#include "models/train/common/train.h"

long neume_train_beat_shares(const float *samples, size_t count, double share[4])
{
    struct neume_beat_strength strength;
    struct neume_beat_frames frames = {0};
    struct neume_beat_shares shares = {0};
    size_t beats = 0;
    if (neume_beat_strength_init(&strength, 44100) != NEUME_OK)
        return -1;
    enum neume_status status = neume_beat_frames_read(&frames, &strength, samples, count);
    if (status == NEUME_OK)
        status = neume_beat_frames_end(&frames, &strength);
    struct neume_beat_evidence *evidence = malloc((frames.count / 2 + 1) * sizeof *evidence);
    if (!evidence)
        status = NEUME_ERR_MEMORY;
    if (status == NEUME_OK)
        status = neume_beat_hear(frames.frame, frames.count, evidence);
    if (status == NEUME_OK)
        status = neume_beats_share(frames.frame, evidence, frames.count, &shares, &beats);
    share[0] = shares.hits;
    share[1] = shares.places;
    share[2] = shares.time;
    share[3] = shares.odds;
    free(evidence);
    neume_beat_frames_release(&frames);
    neume_beat_strength_release(&strength);
    return status == NEUME_OK ? (long)beats : -1;
}

struct pulses {
    const struct neume_beat_bands *bands;
    float *feature, *at;
    long *beats;
    size_t made, room, places, places_room;
};

static int take(void *to, const struct neume_beat_pulse *pulse)
{
    struct pulses *w = to;
    if (w->made == w->room || w->places + pulse->count > w->places_room)
        return 0;
    neume_beat_level_describe(pulse, w->bands->odds, w->bands->count, w->feature + w->made * NEUME_BEAT_LEVEL_FEATURES);
    for (size_t i = 0; i < pulse->count; i++)
        w->at[w->places++] = pulse->at[i];
    w->beats[w->made++] = (long)pulse->count;
    return 1;
}

long neume_train_beat_pulses(const struct neume_beat_frame *frame, const struct neume_beat_evidence *evidence,
                             size_t count, float *feature, long *beats, size_t pulses, float *at, size_t places)
{
    struct neume_beat_bands bands;
    struct pulses w = {&bands, feature, at, beats, 0, pulses, 0, places};
    enum neume_status status = neume_beat_bands_find(&bands, frame, evidence, count);
    if (status == NEUME_OK)
        status = neume_beat_pulses(&bands, take, &w);
    neume_beat_bands_release(&bands);
    return status == NEUME_OK ? (long)w.made : -1;
}
