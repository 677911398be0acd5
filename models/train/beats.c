/* SPDX-License-Identifier: MIT */
#include "analysis/beat.h"
#include "models/train/train.h"

long neume_train_beat_shares(const float *samples, size_t count, double share[3])
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
    if (status == NEUME_OK)
        status = neume_beats_share(frames.frame, frames.count, &shares, &beats);
    share[0] = shares.hits;
    share[1] = shares.places;
    share[2] = shares.time;
    neume_beat_frames_release(&frames);
    neume_beat_strength_release(&strength);
    return status == NEUME_OK ? (long)beats : -1;
}
