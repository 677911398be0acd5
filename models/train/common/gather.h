/* SPDX-License-Identifier: MIT */
#ifndef NEUME_MODELS_TRAIN_COMMON_GATHER_H
#define NEUME_MODELS_TRAIN_COMMON_GATHER_H

#include "models/train/common/train.h"

/* The harmonic convolution's gathering and its way back; PyTorch's own slices take most of a step's time. All arrays
 * are bfloat16, channels last: x[rows][keys][channels], wide[rows][keys][offsets][channels]; `offset` in keys. */
NEUME_API void neume_train_gather(const uint16_t *x, uint16_t *wide, long rows, long keys, long channels,
                                  const long *offset, long offsets);
NEUME_API void neume_train_scatter(const uint16_t *wide, uint16_t *x, long rows, long keys, long channels,
                                   const long *offset, long offsets); /* channels <= 64 */

#endif
