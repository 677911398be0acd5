/* SPDX-License-Identifier: MIT
 *
 * What the search for beats looks at: the novelty of each frame, from its onset strength, and what a network made of
 * the recording, brought to the same frames. */
#ifndef NEUME_ANALYSIS_BEAT_BEAT_EVIDENCE_H
#define NEUME_ANALYSIS_BEAT_BEAT_EVIDENCE_H

#include "analysis/beat/bar_pointer.h"
#include "analysis/beat/beat_strength.h"

/* The log odds that a beat lies in a frame, and that a bar begins there: what a network made of the recording. */
struct neume_beat_evidence {
    float beat, first;
};

enum { NEUME_BEAT_EVIDENCE_STEP = 2 /* neume_beat_frame for each */ };

/* What evidence against a beat counts at most: log odds. */
#define NEUME_BEAT_LEAST_ODDS (-6.0f)

/* Zeroed is empty and valid. */
struct neume_beat_view {
    float *novelty;                 /* [count]: 0 for what is usual there, above 1 where something clearly begins */
    struct neume_bar_evidence *bar; /* [count] */
    size_t count;
};

/* frame: [count]; evidence: [(count + 1) / NEUME_BEAT_EVIDENCE_STEP]. MEMORY; release in any case. */
enum neume_status neume_beat_view_find(struct neume_beat_view *view, const struct neume_beat_frame *frame,
                                       const struct neume_beat_evidence *evidence, size_t count);
void neume_beat_view_release(struct neume_beat_view *view);

/* bar: [count], of the caller; count is not 0. Evidence lies in the middle of its frames; between them it goes
 * straight.
 */
void neume_beat_evidence_spread(struct neume_bar_evidence *bar, const struct neume_beat_evidence *evidence,
                                size_t count);

/* novelty: [count], of the caller. MEMORY. */
enum neume_status neume_beat_novelty(const struct neume_beat_frame *frame, size_t count, float *novelty);

#endif
