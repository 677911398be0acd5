/* SPDX-License-Identifier: MIT
 *
 * How likely the beats are others than those found: every second or third of them, or twice or three times as many. */
#ifndef NEUME_ANALYSIS_BEAT_METRICAL_LEVEL_H
#define NEUME_ANALYSIS_BEAT_METRICAL_LEVEL_H

#include "analysis/beat/beat_evidence.h"

struct neume_beat_pulse {
    float *at; /* [count]: frames, fractional, rising */
    size_t count;
};

enum neume_metrical_level {
    NEUME_LEVEL_SAME,
    NEUME_LEVEL_HALF,
    NEUME_LEVEL_TWICE,
    NEUME_LEVEL_THIRD,
    NEUME_LEVEL_TRIPLE,
    NEUME_LEVELS
};

/* likely: [NEUME_LEVELS], which sum up to 1. The pulse has two beats or more. MEMORY. */
enum neume_status neume_metrical_levels(const struct neume_beat_pulse *pulse, const struct neume_beat_view *view,
                                        double *likely);

/* value: [NEUME_LEVELS]: what each is worth to neume_bar_track(), a second; for whoever fits what follows from it. */
enum neume_status neume_metrical_level_values(const struct neume_beat_pulse *pulse, const struct neume_beat_view *view,
                                              double *value);

#endif
