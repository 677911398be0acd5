/* SPDX-License-Identifier: MIT
 *
 * Beats, tempo, metre and the place in the bar as one path: the bar pointer model in the state space of Krebs, Boeck
 * and Widmer ("An efficient state-space model for joint tempo and meter tracking", ISMIR 2015). All positions between
 * two beats observe the same, so that the path is decided at beats alone: for each frame, each interval in whole frames
 * and each place in a bar, the best way to have that beat there. */
#ifndef NEUME_ANALYSIS_BEAT_BAR_POINTER_H
#define NEUME_ANALYSIS_BEAT_BAR_POINTER_H

#include <stddef.h>

#include "neume/status.h"

/* Beat intervals in frames of about 10 ms: 40 to 240 beats a minute; beats in a bar. */
enum { NEUME_BEAT_SHORTEST = 25, NEUME_BEAT_LONGEST = 150, NEUME_BEAT_LEAST_METRE = 2, NEUME_BEAT_MOST_METRE = 7 };

/* Log odds that a beat lies in a frame, and the log probabilities that such a beat begins a bar, or does not. */
struct neume_bar_evidence {
    float beat, first, other;
};

struct neume_bar_beat {
    size_t frame;
    int number, metre; /* 1..metre, 2..7 */
};

enum { NEUME_BEAT_METRES = NEUME_BEAT_MOST_METRE - NEUME_BEAT_LEAST_METRE + 1 };

/* All in log odds. */
struct neume_bar_params {
    float worth;                    /* of a beat: what its evidence may lack */
    float lasting;                  /* of the usual interval's time in beats, whatever their tempo */
    float usual, prior;             /* the frames of the interval that people tap most; per squared octave from it */
    float lambda, jump;             /* of a change of the interval by the factor e; the most that a change costs */
    float pause;                    /* of beats that stop and begin anew */
    float change;                   /* of another metre */
    float metre[NEUME_BEAT_METRES]; /* of a bar of 2 to 7 beats, over one of 4 */
};

/* Fitted by models/train/beats/beats_fit.py. */
extern const struct neume_bar_params neume_bar_usual;

/* The likeliest beats, rising, in *beat (for the caller to free; NULL if there are none) and *beats. Beats go on
 * through a gap in the evidence, or stop and begin anew behind a long one. evidence: [count]. Memory beside the result
 * is 25 MB at any length: a path is settled 20 s behind. MEMORY. */
enum neume_status neume_bar_track(const struct neume_bar_params *params, const struct neume_bar_evidence *evidence,
                                  size_t count, struct neume_bar_beat **beat, size_t *beats);

/* What beats at frames at[], of a steady tempo and in the bars that suit them best, are worth to neume_bar_track().
 * count and beats are not 0. */
double neume_bar_rate(const struct neume_bar_params *params, const struct neume_bar_evidence *evidence, size_t count,
                      const float *at, size_t beats);

/* The likeliest frame for a beat within 20 ms of frame `at`; count is not 0. */
size_t neume_bar_nearest(const struct neume_bar_evidence *evidence, size_t count, float at);

#endif
