/* SPDX-License-Identifier: MIT
 *
 * Which of a recording's pulses are its beats: those of a tracked pulse, twice or thrice as many, every second or third
 * of them, or those halfway between. Each is described by a few numbers, and the description that looks most like the
 * beats of music wins. */
#ifndef NEUME_ANALYSIS_BEAT_LEVEL_H
#define NEUME_ANALYSIS_BEAT_LEVEL_H

#include <stddef.h>

#include "neume/status.h"

struct neume_beat_pulse {
    float *at; /* [count]: frames, fractional, rising */
    size_t count;
};

enum { NEUME_BEAT_LEVELS = 9, NEUME_BEAT_BANDS = 3, NEUME_BEAT_LEVEL_FEATURES = 56 };

/* Some of the levels below: twice as many beats, and every second one, from the first or the second. */
enum { NEUME_BEAT_TWICE = 1, NEUME_BEAT_HALF = 3, NEUME_BEAT_OTHER_HALF = 4 };

/* The pulse number `level` of those that `beat` [beats] may stand for; 0 is itself. out->at: [3 * beats], of the
 * caller. Pulses outside 40 to 240 beats a minute have no beats. */
void neume_beat_level_make(const float *beat, size_t beats, int level, struct neume_beat_pulse *out);

/* band: [NEUME_BEAT_BANDS][count] values a frame: novelty, and the flux of the bass and of the middle over its root
 * mean square. The pulse has two beats or more. */
void neume_beat_level_describe(const struct neume_beat_pulse *pulse, const float *const *band, size_t count,
                               float *feature);

/* How much a description looks like beats: the largest of a recording wins. */
float neume_beat_level_rate(const float *feature);

#endif
