/* SPDX-License-Identifier: MIT */
#include "models/train/common/train.h"

#include <stdlib.h>

#include "analysis/beat/beat.h"
#include "models/beats/beat_net.h"

long neume_train_beat_shares(const struct neume_beat_frame *frame, const struct neume_beat_evidence *evidence,
                             size_t count, double share[4])
{
    struct neume_beat_shares shares = {0};
    size_t beats = 0;
    enum neume_status status = neume_beats_share(frame, evidence, count, &shares, &beats);
    share[0] = shares.hits;
    share[1] = shares.places;
    share[2] = shares.time;
    share[3] = shares.odds;
    return status == NEUME_OK ? (long)beats : -1;
}

static struct neume_bar_evidence *observe(const struct neume_beat_evidence *evidence, size_t count)
{
    struct neume_bar_evidence *bar = malloc((count + 1) * sizeof *bar);
    if (bar && count)
        neume_beat_evidence_spread(bar, evidence, count);
    return bar;
}

long neume_train_beat_track(const struct neume_bar_params *params, const struct neume_beat_evidence *evidence,
                            size_t count, long *beat, size_t capacity)
{
    struct neume_bar_evidence *bar = observe(evidence, count);
    struct neume_bar_beat *found = NULL;
    size_t beats = 0;
    enum neume_status status = bar ? neume_bar_track(params, bar, count, &found, &beats) : NEUME_ERR_MEMORY;
    for (size_t i = 0; i < beats && i < capacity; i++) {
        beat[3 * i] = (long)found[i].frame;
        beat[3 * i + 1] = found[i].number;
        beat[3 * i + 2] = found[i].metre;
    }
    free(found);
    free(bar);
    return status == NEUME_OK ? (long)(beats < capacity ? beats : capacity) : -1;
}

long neume_train_beat_levels(const struct neume_beat_evidence *evidence, size_t count, float *at, size_t beats,
                             double *value)
{
    struct neume_beat_view view = {.bar = observe(evidence, count), .count = count};
    struct neume_beat_pulse pulse = {at, beats};
    enum neume_status status = view.bar ? neume_metrical_level_values(&pulse, &view, value) : NEUME_ERR_MEMORY;
    neume_beat_view_release(&view);
    return status == NEUME_OK ? (long)beats : -1;
}
