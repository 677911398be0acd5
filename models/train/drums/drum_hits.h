/* SPDX-License-Identifier: MIT */
#ifndef NEUME_MODELS_TRAIN_DRUMS_DRUM_HITS_H
#define NEUME_MODELS_TRAIN_DRUMS_DRUM_HITS_H

#include "models/train/common/train.h"

NEUME_API long neume_train_drum_hits(const float *samples, size_t count, float *rows, size_t capacity);

#endif
