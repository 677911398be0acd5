/* SPDX-License-Identifier: MIT
 *
 * Beats, bars and metre of a recording, from its onset strength and what a network made of it. */
#ifndef NEUME_ANALYSIS_BEAT_BEAT_H
#define NEUME_ANALYSIS_BEAT_BEAT_H

#include "analysis/beat/beat_confidence.h"
#include "analysis/beat/beat_evidence.h"
#include "neume/beat.h"

/* frame: [count], `period` seconds apart, from neume_beat_strength; evidence: [(count + 1) / 2]. MEMORY. */
enum neume_status neume_beats_decide(struct neume_beats *beats, const struct neume_beat_frame *frame,
                                     const struct neume_beat_evidence *evidence, size_t count, double period);

/* What the confidence is made of, of the pulse that was found; *beats is 0 if there was none. */
enum neume_status neume_beats_share(const struct neume_beat_frame *frame, const struct neume_beat_evidence *evidence,
                                    size_t count, struct neume_beat_shares *shares, size_t *beats);

#endif
