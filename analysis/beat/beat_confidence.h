/* SPDX-License-Identifier: MIT
 *
 * Whether a pulse is a beat at all, and whether its beats may as well be half or twice as many. */
#ifndef NEUME_ANALYSIS_BEAT_BEAT_CONFIDENCE_H
#define NEUME_ANALYSIS_BEAT_BEAT_CONFIDENCE_H

#include "analysis/beat/beat_level.h"

/* 0..1 each: the share of the beats that something begins at, that of the strong beginnings which lie at sixteenths or
 * triplets of the beats, and that of the time between the first and the last of these in which there are beats; and the
 * mean log odds at the beats. */
struct neume_beat_shares {
    double hits, places, time, odds;
};

/* novelty, odds: [count]. The pulse has two beats or more. */
struct neume_beat_shares neume_beat_share(const struct neume_beat_pulse *pulse, const float *novelty, const float *odds,
                                          size_t count);

/* 0..1: a logistic regression, 0.5 where a beat is as likely as none. Sounds at random times give a pulse that lasts
 * for a few of them. */
double neume_beat_confidence(const struct neume_beat_shares *shares);

/* *half, *twice: 0..1, how likely every second beat is the beat, or twice as many are, as neume_beat_level_rate() has
 * it. odds: [count]. MEMORY. */
enum neume_status neume_beat_doubt(const struct neume_beat_pulse *pulse, const float *odds, size_t count, double *half,
                                   double *twice);

#endif
