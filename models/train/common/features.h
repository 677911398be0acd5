/* SPDX-License-Identifier: MIT */
#ifndef NEUME_MODELS_TRAIN_COMMON_FEATURES_H
#define NEUME_MODELS_TRAIN_COMMON_FEATURES_H

#include "analysis/beat/beat.h"

/* samples[count] at NEUME_LOGSPEC_RATE -> x[frames][NEUME_LOGSPEC_BINS] and level[frames] (models/poly/poly_input.h);
 * at most `capacity` frames. Returns how many, or -1 where the memory ran out. */
NEUME_API long neume_train_features(const float *samples, size_t count, float *x, float *level, size_t capacity);

/* The same of samples at 44100 Hz for drums: x[frames][NEUME_DRUM_INPUT_BINS] (models/drums/drum_input.h). */
NEUME_API long neume_train_drum_features(const float *samples, size_t count, float *x, float *level, size_t capacity);

/* The same of samples at 44100 Hz for beats: frame[frames], at most `capacity`; and what the network sees of frames,
 * x[(count + 1) / 2][NEUME_BEAT_INPUT_BINS] (models/beats/beat_input.h). */
NEUME_API long neume_train_beat_frames(const float *samples, size_t count, struct neume_beat_frame *frame,
                                       size_t capacity);
NEUME_API long neume_train_beat_input(const struct neume_beat_frame *frame, size_t count, float *x);

/* What beats_fit.py fits to: the network's evidence[(count + 1) / 2]; and how beats at[beats], in frames, look as a
 * bar's first, feature[beats][NEUME_BEAT_BAR_FEATURES]. -1: no memory. */
NEUME_API long neume_train_beat_evidence(const struct neume_beat_frame *frame, size_t count,
                                         struct neume_beat_evidence *evidence);
NEUME_API long neume_train_beat_bars(const struct neume_beat_frame *frame, const struct neume_beat_evidence *evidence,
                                     size_t count, float *at, size_t beats, float *feature);

#endif
