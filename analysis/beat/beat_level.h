/* SPDX-License-Identifier: MIT
 *
 * Which of a recording's pulses are its beats: those of a tracked pulse, twice or thrice as many, every second or third
 * of them, or those halfway between. The one that gathers the most evidence, for the number of its beats and its tempo,
 * wins. */
#ifndef NEUME_ANALYSIS_BEAT_BEAT_LEVEL_H
#define NEUME_ANALYSIS_BEAT_BEAT_LEVEL_H

#include <stddef.h>

#include "neume/status.h"

struct neume_beat_pulse {
    float *at; /* [count]: frames, fractional, rising */
    size_t count;
};

enum { NEUME_BEAT_LEVELS = 9, NEUME_BEAT_LEVEL_FEATURES = 4 };

/* What evidence against a beat counts at most: log odds. */
#define NEUME_BEAT_LEAST_ODDS (-6.0f)

/* Some of the levels below: twice as many beats, and every second one, from the first or the second. */
enum { NEUME_BEAT_TWICE = 1, NEUME_BEAT_HALF = 3, NEUME_BEAT_OTHER_HALF = 4 };

/* The pulse number `level` of those that `beat` [beats] may stand for; 0 is itself. out->at: [3 * beats], of the
 * caller. Pulses outside 40 to 240 beats a minute have no beats. */
void neume_beat_level_make(const float *beat, size_t beats, int level, struct neume_beat_pulse *out);

/* feature: the octaves of the mean interval over half a second, and their square; and a second of the recording,
 * the log odds at its beats, summed, and their number. odds: [count], that a beat lies in a frame, each -6 or more. The
 * pulse has two beats or more. */
void neume_beat_level_describe(const struct neume_beat_pulse *pulse, const float *odds, size_t count, float *feature);

/* The log probability that it is the beats, but for a constant of the recording. */
float neume_beat_level_rate(const float *feature);

#endif
