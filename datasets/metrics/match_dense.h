/* SPDX-License-Identifier: MIT
 *
 * A maximum matching of a graph whose edges are too many to list: those of each reference lie in a few spans of one
 * order of the estimates. */
#ifndef NEUME_DATASETS_METRICS_MATCH_DENSE_H
#define NEUME_DATASETS_METRICS_MATCH_DENSE_H

#include <stddef.h>
#include <stdint.h>

#include "neume/status.h"

enum { NEUME_MATCH_MOST_SPANS = 9 };

struct neume_match_span {
    uint32_t from, to; /* places in the order, from <= to */
};

/* What the search asks of a graph. */
struct neume_dense_graph {
    uint32_t n_references, n_estimates;
    const uint32_t *order; /* [n_estimates]: the estimate at each place */
    /* The spans of a reference into span[NEUME_MATCH_MOST_SPANS]; answers their number. */
    size_t (*spans)(const void *context, uint32_t reference, struct neume_match_span *span);
    /* Whether an estimate of one of its spans may be matched with a reference. */
    int (*may_match)(const void *context, uint32_t reference, uint32_t estimate);
    const void *context;
};

/* As neume_match_solve(), but for which of several maximum matchings is found. */
enum neume_status neume_match_dense(const struct neume_dense_graph *graph, uint32_t *partner, size_t *n_matched);

#endif
