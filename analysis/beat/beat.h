/* SPDX-License-Identifier: MIT
 *
 * Beats, bars and metre of a recording, from its onset strength. */
#ifndef NEUME_ANALYSIS_BEAT_BEAT_H
#define NEUME_ANALYSIS_BEAT_BEAT_H

#include "analysis/beat/beat_bars.h"
#include "analysis/beat/beat_confidence.h"
#include "analysis/beat/beat_strength.h"
#include "neume/beat.h"

/* The log odds that a beat lies in a frame, and that a bar begins there: what a network made of the recording. */
struct neume_beat_evidence {
    float beat, first;
};

enum { NEUME_BEAT_EVIDENCE_STEP = 2 /* neume_beat_frame for each */ };

/* frame: [count], `period` seconds apart, from neume_beat_strength; evidence: [(count + 1) / 2]. MEMORY. */
enum neume_status neume_beats_find(struct neume_beats *beats, const struct neume_beat_frame *frame,
                                   const struct neume_beat_evidence *evidence, size_t count, double period);

/* What the steps look at, [count] each: novelty; the flux of the bass and of the middle over its root mean square; the
 * evidence for a beat and for a bar's first, from 0 at log odds of NEUME_BEAT_LEAST_ODDS by 1 for every 2; and the log
 * odds of a beat, no less than that. MEMORY; release in any case. */
struct neume_beat_bands {
    float *value[NEUME_BEAT_BAR_BANDS], *odds;
    size_t count;
};

enum neume_status neume_beat_bands_find(struct neume_beat_bands *bands, const struct neume_beat_frame *frame,
                                        const struct neume_beat_evidence *evidence, size_t count);
void neume_beat_bands_release(struct neume_beat_bands *bands);

/* The steps, for whoever tunes them. novelty: [count], see neume_beat_track(). */
enum neume_status neume_beat_novelty(const struct neume_beat_frame *frame, size_t count, float *novelty);

/* Every pulse that may be the beats: those tracked, with a liking for quick, middling and slow ones, at all levels.
 * `take` answers 0 to end it, which is MEMORY too. */
typedef int neume_beat_take(void *to, const struct neume_beat_pulse *pulse);
enum neume_status neume_beat_pulses(const struct neume_beat_bands *bands, neume_beat_take *take, void *to);

/* What the confidence is made of, of the pulse that was found; *beats is 0 where there was none. */
enum neume_status neume_beats_share(const struct neume_beat_frame *frame, const struct neume_beat_evidence *evidence,
                                    size_t count, struct neume_beat_shares *shares, size_t *beats);

#endif
