/* SPDX-License-Identifier: MIT */
#ifndef NEUME_MODELS_TRAIN_COMMON_FEATURES_H
#define NEUME_MODELS_TRAIN_COMMON_FEATURES_H

#include "models/train/common/train.h"

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

/* What beats_fit.py fits to: the network's evidence[(count + 1) / 2] of frames; the beats found in it,
 * beat[capacity][3]: frame, number and metre; and what each metrical level of the beats at[beats], in frames, is worth
 * a second, value[NEUME_LEVELS]. -1: no memory; or else how many beats. */
NEUME_API long neume_train_beat_evidence(const struct neume_beat_frame *frame, size_t count,
                                         struct neume_beat_evidence *evidence);

#endif
