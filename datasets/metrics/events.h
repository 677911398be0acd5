/* SPDX-License-Identifier: MIT */
#ifndef NEUME_DATASETS_METRICS_EVENTS_H
#define NEUME_DATASETS_METRICS_EVENTS_H

#include <stddef.h>
#include <stdint.h>

#include "neume/status.h"

/* The same for times (or any numbers) within `window` of each other, est - window <= ref <= est + window without any
 * rounding, as mir_eval.util.match_events. Any order. `partner` [n_reference] may be NULL. */
enum neume_status neume_match_events(const double *reference, size_t n_reference, const double *estimate,
                                     size_t n_estimate, double window, uint32_t *partner, size_t *n_matched);

#endif
