/* SPDX-License-Identifier: MIT */
#include "models/train/common/train.h"

#include "models/instrument/timbre.h"

long neume_train_timbre(const float *samples, size_t count, double rate, const double *note, size_t notes,
                        float *feature)
{
    long made = 0;
    for (size_t i = 0; i < notes; i++, note += 3) {
        size_t onset = (size_t)(note[0] * rate), from = (size_t)(neume_timbre_before * rate);
        from = onset > from ? onset - from : 0;
        size_t to = (size_t)((note[0] + neume_timbre_after) * rate);
        to = to < count ? to : count;
        float *out = feature + i * (NEUME_TIMBRE_FEATURES + 1);
        out[0] = (float)(onset < to && neume_timbre_describe(samples + from, to - from, onset - from, rate, note[1],
                                                             note[2], out + 1));
        made += out[0] > 0;
    }
    return made;
}
