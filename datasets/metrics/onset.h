/* SPDX-License-Identifier: MIT */
#ifndef NEUME_DATASETS_METRICS_ONSET_H
#define NEUME_DATASETS_METRICS_ONSET_H

#include "datasets/metrics/precision_recall.h"
#include "neume/status.h"

#define NEUME_ONSET_WINDOW 0.05 /* seconds */

/* mir_eval.onset.f_measure: times in seconds, matched within `window` (inclusive, no rounding). Nothing is matched
 * where either side is empty. NEUME_ERR_ARGUMENT: times that descend, are over 30000 s, or are no numbers. */
enum neume_status neume_onset_score(const double *reference, size_t n_reference, const double *estimate,
                                    size_t n_estimate, double window, struct neume_hits *hits);

/* Sorts the times and drops each that comes no more than `gap` seconds after the last one kept: strokes that belong
 * together count once. Returns how many are left. */
size_t neume_onset_merge(double *times, size_t n, double gap);

#endif
