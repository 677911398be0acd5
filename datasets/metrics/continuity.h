/* SPDX-License-Identifier: MIT */
#ifndef NEUME_DATASETS_METRICS_CONTINUITY_H
#define NEUME_DATASETS_METRICS_CONTINUITY_H

#include <stddef.h>

#include "neume/status.h"

/* Beat times in seconds, not descending. A view. */
struct neume_beat_times {
    const double *time; /* [n] */
    size_t n;
};

/* The first of those beats that are nearest to `time`; n is at least 1. */
size_t neume_beat_times_nearest(struct neume_beat_times beats, double time);

/* How much of the estimate (two beats at least) follows the reference (one at least) in phase and period, within 17.5 %
 * of an interval each (Davies, Degara and Plumbley 2009, section 3.4): the longest unbroken stretch and all, as parts
 * of the longer side. 0..1. */
enum neume_status neume_beat_times_continuity(struct neume_beat_times reference, struct neume_beat_times estimate,
                                              double *longest, double *total);

#endif
