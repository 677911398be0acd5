/* SPDX-License-Identifier: MIT
 *
 * Quantiles of how loud the hits of a drum are in a recording: of those so far, of which the last hundred count most.
 */
#ifndef NEUME_MODELS_DRUM_LOUD_H
#define NEUME_MODELS_DRUM_LOUD_H

enum { neume_drum_loud_bins = 280 };

struct neume_drum_loud {
    float weight[neume_drum_loud_bins]; /* of half a decibel */
    float total;
};

void neume_drum_loud_reset(struct neume_drum_loud *l);
void neume_drum_loud_add(struct neume_drum_loud *l, float db, float weight);

/* dB that a `share` (0..1) of the weight lies at or under; `otherwise` where nothing came. */
float neume_drum_loud_find(const struct neume_drum_loud *l, float share, float otherwise);

#endif
