/* SPDX-License-Identifier: MIT */
#include "models/drums/drum_loudness.h"

#include <math.h>
#include <string.h>

static const float lowest = -110, step = 0.5f; /* dB */
static const float kept = 0.99f;               /* of the weight, from one hit to the next */

void neume_drum_loudness_reset(struct neume_drum_loudness *l)
{
    memset(l, 0, sizeof *l);
}

void neume_drum_loudness_add(struct neume_drum_loudness *l, float db, float weight)
{
    float at = fmaxf(0, fminf(NEUME_DRUM_LOUDNESS_BINS - 1, (db - lowest) / step));
    for (int i = 0; i < NEUME_DRUM_LOUDNESS_BINS; i++)
        l->weight[i] *= kept;
    l->weight[lroundf(at)] += weight;
    l->total = l->total * kept + weight;
}

float neume_drum_loudness_find(const struct neume_drum_loudness *l, float share, float otherwise)
{
    float above = 0;
    for (int i = NEUME_DRUM_LOUDNESS_BINS; i-- > 0;) {
        above += l->weight[i];
        if (above > 0 && above >= (1 - share) * l->total)
            return lowest + step * (float)i;
    }
    return otherwise;
}
