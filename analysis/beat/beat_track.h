/* SPDX-License-Identifier: MIT
 *
 * The pulse of a recording: a path through beats and tempos in the state space of Krebs, Boeck and Widmer ("An
 * efficient state-space model for joint tempo and meter tracking", ISMIR 2015). All positions between two beats observe
 * the same, so that the path is decided at beats alone: for each frame and each interval in whole frames the best way
 * to have a beat there, that interval after the one before, where a change of tempo costs lambda |log ratio|. */
#ifndef NEUME_ANALYSIS_BEAT_BEAT_TRACK_H
#define NEUME_ANALYSIS_BEAT_BEAT_TRACK_H

#include <stddef.h>

#include "neume/status.h"

/* Beat intervals in frames of about 10 ms: 40 to 240 beats a minute. */
enum { NEUME_BEAT_SHORTEST = 25, NEUME_BEAT_LONGEST = 150 };

/* The frames of the beats, rising, in *beat (for the caller to free; NULL where there are none) and *beats.
 * usual: frames, the interval that is likeliest.
 * novelty: [count], around 0, above it where something begins. Memory beside the result is 1.3 MB at any length: a path
 * is settled 40 s behind. MEMORY. */
enum neume_status neume_beat_track(const float *novelty, size_t count, float usual, size_t **beat, size_t *beats);

#endif
