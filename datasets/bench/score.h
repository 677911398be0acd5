/* SPDX-License-Identifier: MIT
 *
 * One estimate against one reference, by the protocol of the development sets: mir_eval's conventions; onsets of either
 * side that are within 30 ms of each other count once; estimated pitches are rounded to whole MIDI numbers; drums by
 * five classes at 50 ms and at 30 ms. */
#ifndef NEUME_DATASETS_BENCH_SCORE_H
#define NEUME_DATASETS_BENCH_SCORE_H

#include "datasets/bench/result.h"
#include "datasets/readers/truth.h"

#define NEUME_SCORE_MERGE 0.03 /* seconds */

/* Fills *scores. What the reference does not speak of is NaN, and so is what the estimate does not claim: an estimate
 * of bare onsets has no note figures, one without any hit that is no MIDI file no drum figures. Notes answer a
 * reference that is a melody or frames of pitches: the newest note that sounds, or all that sound.
 * An `estimate` of NULL is one that claims everything and holds nothing. MEMORY, or ARGUMENT for numbers that a reader
 * would not let pass. */
enum neume_status neume_bench_score(const struct neume_truth *reference, const struct neume_truth *estimate,
                                    struct neume_bench_scores *scores);

/* Whether any measure applied. */
int neume_bench_scores_any(const struct neume_bench_scores *scores);

#endif
