/* SPDX-License-Identifier: MIT
 *
 * Whether a pulse is a beat at all. */
#ifndef NEUME_ANALYSIS_BEAT_BEAT_CONFIDENCE_H
#define NEUME_ANALYSIS_BEAT_BEAT_CONFIDENCE_H

#include "analysis/beat/metrical_level.h"

/* 0..1 each: the share of the beats that something begins at, that of the strong beginnings which lie at sixteenths or
 * triplets of the beats, and that of the time between the first and the last of these in which there are beats; and the
 * mean log odds at the beats. */
struct neume_beat_shares {
    double hits, places, time, odds;
};

/* The pulse has two beats or more. */
struct neume_beat_shares neume_beat_share(const struct neume_beat_pulse *pulse, const struct neume_beat_view *view);

/* 0..1: a logistic regression, 0.5 where a beat is as likely as none. Sounds at random times give a pulse that lasts
 * for a few of them. */
double neume_beat_confidence(const struct neume_beat_shares *shares);

#endif
