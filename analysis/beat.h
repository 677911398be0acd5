/* SPDX-License-Identifier: MIT
 *
 * Beats, bars and metre of a recording, from its onset strength. */
#ifndef NEUME_ANALYSIS_BEAT_H
#define NEUME_ANALYSIS_BEAT_H

#include "analysis/beat_strength.h"

struct neume_beat {
    double time; /* seconds */
    int number;  /* in its bar, from 1 */
    int metre;   /* beats in its bar, 2..7 */
};

/* Zeroed is empty and valid. */
struct neume_beats {
    struct neume_beat *beat; /* [count], times rising; none where there is no beat */
    size_t count;
    int metre;         /* of most bars; 0 where there is no beat */
    int division;      /* 2 or 3: what most beats are divided by; 6/8 has two beats of 3 */
    double tempo;      /* beats a minute, the median; 0 where there is no beat */
    double confidence; /* 0..1: how much stronger beats are than what lies between; below 0.5 there is no beat */
};

/* frame: [count], `period` seconds apart, from neume_beat_strength. MEMORY. */
enum neume_status neume_beats_find(struct neume_beats *beats, const struct neume_beat_frame *frame, size_t count,
                                   double period);
void neume_beats_release(struct neume_beats *beats);

/* The steps, for whoever tunes them. novelty: [count], see neume_beat_track(). */
enum neume_status neume_beat_novelty(const struct neume_beat_frame *frame, size_t count, float *novelty);

#endif
