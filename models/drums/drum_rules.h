/* SPDX-License-Identifier: MIT
 *
 * What a hit is by rule: its bands against those of the hits around it. */
#ifndef NEUME_MODELS_DRUMS_DRUM_RULES_H
#define NEUME_MODELS_DRUMS_DRUM_RULES_H

#include "models/drums/drum_features.h"

enum neume_drum_kind { KIND_KICK, KIND_SNARE, KIND_TOM, KIND_HAT, KIND_COUNT }; /* HAT is any metal */

struct neume_drum_verdict {
    int is_kind[KIND_COUNT];   /* margin > 0 */
    float margin[KIND_COUNT];  /* dB over the nearest threshold; neume_drum_never where nothing was struck */
    float hat_alone, hat_over; /* the margin of HAT without and with a snare or tom in the hit */
};

extern const float neume_drum_never;

/* next: seconds of the onset after it, or INFINITY. level: [BAND_COUNT], the power over what loud hits bring there.
 * bias: dB on the thresholds. */
void neume_drum_judge(const struct neume_drum_hit *heard, double next, const float *level, float bias,
                      struct neume_drum_verdict *v);

/* > 0 where metal rings longer and is less bright on top than a hi-hat; within 4. */
float neume_drum_ring(const struct neume_drum_hit *heard);

/* Keys of General MIDI. ring: the sum of neume_drum_ring() around. */
uint8_t neume_drum_metal_key(const struct neume_drum_hit *heard, float ring); /* 42, 46, 49 or 51 */
uint8_t neume_drum_tom_key(const struct neume_drum_hit *heard);               /* 41, 45, 47 or 48 */

#endif
