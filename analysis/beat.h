/* SPDX-License-Identifier: MIT
 *
 * Beats, bars and metre of a recording, from its onset strength. */
#ifndef NEUME_ANALYSIS_BEAT_H
#define NEUME_ANALYSIS_BEAT_H

#include "analysis/beat_confidence.h"
#include "analysis/beat_strength.h"
#include "neume/beat.h"

/* frame: [count], `period` seconds apart, from neume_beat_strength. MEMORY. */
enum neume_status neume_beats_find(struct neume_beats *beats, const struct neume_beat_frame *frame, size_t count,
                                   double period);

/* The steps, for whoever tunes them. novelty: [count], see neume_beat_track(). */
enum neume_status neume_beat_novelty(const struct neume_beat_frame *frame, size_t count, float *novelty);

/* What the confidence is made of, of the pulse that was found; *beats is 0 where there was none. */
enum neume_status neume_beats_share(const struct neume_beat_frame *frame, size_t count,
                                    struct neume_beat_shares *shares, size_t *beats);

#endif
