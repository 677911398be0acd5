/* SPDX-License-Identifier: MIT
 *
 * By how much an estimate is late as a whole, which says something of it or of the reference, and is no error of single
 * notes. */
#ifndef NEUME_DATASETS_BENCH_LAG_H
#define NEUME_DATASETS_BENCH_LAG_H

#include "datasets/readers/truth.h"

#define NEUME_LAG_REACH 0.15 /* seconds */

/* The median, in seconds, of the estimate's less the reference's onset, over the notes of the reference with an
 * estimate of their pitch, to about a semitone, within NEUME_LAG_REACH; without notes, over hits of the same drum
 * class. NaN where there are none. MEMORY */
enum neume_status neume_bench_lag(const struct neume_truth *reference, const struct neume_truth *estimate, double *lag);

/* Makes every time of an estimate sooner by `lag` seconds, negative: later; no time gets under 0. */
void neume_bench_take_off(struct neume_truth *estimate, double lag);

#endif
