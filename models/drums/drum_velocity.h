/* SPDX-License-Identifier: MIT
 *
 * How loud each drum of a hit is: the power that the hit brings where the drum's own sound lies, mostly in the bands
 * where it usually stands out, in this recording, of the other drums of the hit. */
#ifndef NEUME_MODELS_DRUMS_DRUM_VELOCITY_H
#define NEUME_MODELS_DRUMS_DRUM_VELOCITY_H

#include "models/drums/drum_fusion.h"
#include "models/drums/drum_loudness.h"

struct neume_drum_velocity {
    struct neume_drum_loudness usual[FOLD_COUNT][BAND_COUNT]; /* what a hit of the drum brings into a band */
    struct neume_drum_loudness struck[FOLD_COUNT];            /* how loud the drum was */
};

void neume_drum_velocity_reset(struct neume_drum_velocity *l);

/* Remembers a hit. present: [FOLD_COUNT], which drums are in it. */
void neume_drum_velocity_add(struct neume_drum_velocity *l, const struct neume_drum_hit *heard, const int *present);

/* level: [FOLD_COUNT], dB beside the loud hits of those present: the ninth decile of those added. 0 for all else, and
 * where none was. */
void neume_drum_velocity_find(const struct neume_drum_velocity *l, const struct neume_drum_hit *heard,
                              const int *present, float *level);

#endif
