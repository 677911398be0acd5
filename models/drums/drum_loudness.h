/* SPDX-License-Identifier: MIT
 *
 * Quantiles of how loud the hits of a drum are in a recording: of those so far, of which the last hundred count most.
 */
#ifndef NEUME_MODELS_DRUMS_DRUM_LOUDNESS_H
#define NEUME_MODELS_DRUMS_DRUM_LOUDNESS_H

enum { NEUME_DRUM_LOUDNESS_BINS = 280 };

struct neume_drum_loudness {
    float weight[NEUME_DRUM_LOUDNESS_BINS]; /* of half a decibel */
    float total;
};

void neume_drum_loudness_reset(struct neume_drum_loudness *l);
void neume_drum_loudness_add(struct neume_drum_loudness *l, float db, float weight);

/* dB that a `share` (0..1) of the weight lies at or under; `otherwise` where nothing came. */
float neume_drum_loudness_find(const struct neume_drum_loudness *l, float share, float otherwise);

#endif
