/* SPDX-License-Identifier: MIT
 *
 * Drumming repeats itself, by the bar or its half: what sounded at the same place of the bars around is likelier here.
 */
#ifndef NEUME_MODELS_DRUMS_DRUM_REPEAT_H
#define NEUME_MODELS_DRUMS_DRUM_REPEAT_H

#include <stddef.h>

#include "models/drums/drum_fusion.h"

struct neume_drum_chance {
    double time; /* seconds */
    float chance[FOLD_COUNT];
};

/* After how many seconds, 0.3 to 3, the hits come again most alike: the highest autocorrelation of their chances, for
 * its overlap. hits: in the order of time. 0 where no two are so far apart. */
double neume_drum_repeat_lag(const struct neume_drum_chance *hit, size_t count);

/* support[FOLD_COUNT]: the mean chance of the hits one and two lags before and after hit[at]; 0 where no hit is. */
void neume_drum_repeat_support(const struct neume_drum_chance *hit, size_t count, size_t at, double lag,
                               float *support);

#endif
