/* SPDX-License-Identifier: MIT
 *
 * Where bars begin among beats: how each beat looks as the first of a bar, and the likeliest row of bars of 2 to 7
 * beats (a hidden Markov model over metres and places in the bar, as in Krebs, Boeck and Widmer, ISMIR 2015). */
#ifndef NEUME_ANALYSIS_BEAT_BEAT_BARS_H
#define NEUME_ANALYSIS_BEAT_BEAT_BARS_H

#include "analysis/beat/beat_level.h"
#include "analysis/beat/beat_strength.h"

enum { NEUME_BEAT_BAR_BANDS = 5, NEUME_BEAT_BAR_FEATURES = 35, NEUME_BEAT_LEAST_METRE = 2, NEUME_BEAT_MOST_METRE = 7 };

/* feature: [beats][NEUME_BEAT_BAR_FEATURES], of the caller: seven measures of each of five beats, the third being the
 * beat itself, of mean 0 and variance 1 over the recording. band: [NEUME_BEAT_BAR_BANDS][count]: see struct
 * neume_beat_bands. MEMORY. */
enum neume_status neume_beat_bar_describe(const struct neume_beat_pulse *pulse, const float *const *band,
                                          const struct neume_beat_frame *frame, size_t count, float *feature);

/* The log odds that a beat so described begins a bar. */
float neume_beat_bar_rate(const float *feature);

/* number, metre: [beats]: each beat's place in its bar, from 1, and its bar's beats. first: [beats], log odds. MEMORY.
 */
enum neume_status neume_beat_bar_decode(const float *first, size_t beats, int *number, int *metre);

#endif
