/* SPDX-License-Identifier: MIT */
#ifndef NEUME_DATASETS_METRICS_PRECISION_RECALL_H
#define NEUME_DATASETS_METRICS_PRECISION_RECALL_H

#include <stddef.h>

/* What a comparison counts. Counts of several clips add up to the pooled figure. */
struct neume_hits {
    size_t matched, reference, estimated;
};

/* 0..1 each. */
struct neume_precision_recall {
    double precision, recall, f;
};

/* Precision and recall are 0 where nothing is estimated or nothing is in the reference; F is 0 where both are. */
struct neume_precision_recall neume_precision_recall_of(struct neume_hits hits);

/* Adds `more` to *sum. */
void neume_hits_add(struct neume_hits *sum, struct neume_hits more);

#endif
