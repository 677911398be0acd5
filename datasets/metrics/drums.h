/* SPDX-License-Identifier: MIT */
#ifndef NEUME_DATASETS_METRICS_DRUMS_H
#define NEUME_DATASETS_METRICS_DRUMS_H

#include "datasets/metrics/precision_recall.h"
#include "neume/status.h"

/* Hits in any order. A view: the arrays stay the caller's. */
struct neume_drum_hits {
    const double *time; /* [count], seconds */
    const int *kind;    /* [count], 0..n_kinds - 1; any other value: a hit of no class, which is not counted */
    size_t count;
};

struct neume_drum_score {
    struct neume_hits pooled;                 /* all classes */
    struct neume_precision_recall pooled_prf; /* "micro" */
    double mean_f;                            /* over the classes that the reference has; 0 where it has none */
    size_t n_kinds_in_reference;
};

/* Per class, by neume_match_events within `window` seconds; by_kind[n_kinds] may be NULL.
 * NEUME_ERR_ARGUMENT: a time that is no number. */
enum neume_status neume_drums_evaluate(const struct neume_drum_hits *reference, const struct neume_drum_hits *estimate,
                                       int n_kinds, double window, struct neume_hits *by_kind,
                                       struct neume_drum_score *score);

#endif
