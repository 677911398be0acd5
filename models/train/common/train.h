/* SPDX-License-Identifier: MIT
 *
 * What features.py calls in libneume_features.so. */
#ifndef NEUME_MODELS_TRAIN_COMMON_TRAIN_H
#define NEUME_MODELS_TRAIN_COMMON_TRAIN_H

#include <stddef.h>
#include <stdint.h>

#include "analysis/beat/beat.h"
#include "neume/export.h"

/* The hits that the drums' model hears in samples at 44100 Hz -> rows[hits][train_hit_numbers]; features.py names the
 * columns. At most `capacity` hits. Returns how many, or -1 where it failed. */
enum { TRAIN_HIT_NUMBERS = 148 };

#endif
