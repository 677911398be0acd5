/* SPDX-License-Identifier: MIT */
#ifndef NEUME_MODELS_TRAIN_BEATS_BEATS_H
#define NEUME_MODELS_TRAIN_BEATS_BEATS_H

#include "models/train/common/train.h"

NEUME_API long neume_train_beat_track(const struct neume_bar_params *params, const struct neume_beat_evidence *evidence,
                                      size_t count, long *beat, size_t capacity);
NEUME_API long neume_train_beat_levels(const struct neume_beat_evidence *evidence, size_t count, float *at,
                                       size_t beats, double *value);

/* samples[count] at 44100 Hz -> what the confidence in their pulse is made of (analysis/beat/beat_confidence.h).
 * Returns the number of its beats, 0 where there is none, or -1 where the memory ran out. */
NEUME_API long neume_train_beat_shares(const float *samples, size_t count, double share[4]);

#endif
