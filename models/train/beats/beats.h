/* SPDX-License-Identifier: MIT */
#ifndef NEUME_MODELS_TRAIN_BEATS_BEATS_H
#define NEUME_MODELS_TRAIN_BEATS_BEATS_H

#include "analysis/beat/beat.h"

/* samples[count] at 44100 Hz -> what the confidence in their pulse is made of (analysis/beat/beat_confidence.h).
 * Returns the number of its beats, 0 where there is none, or -1 where the memory ran out. */
NEUME_API long neume_train_beat_shares(const float *samples, size_t count, double share[4]);

/* Every pulse that may be the beats of frames: feature[pulses][NEUME_BEAT_LEVEL_FEATURES], the number of its
 * beats[pulses], and these, in frames, one pulse's after the other, at[places]. Returns the number of pulses, or -1
 * where the room or the memory ran out. */
NEUME_API long neume_train_beat_pulses(const struct neume_beat_frame *frame, const struct neume_beat_evidence *evidence,
                                       size_t count, float *feature, long *beats, size_t pulses, float *at,
                                       size_t places);

#endif
