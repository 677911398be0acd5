/* SPDX-License-Identifier: MIT */
#ifndef NEUME_DATASETS_METRICS_NUMPY_COMPAT_H
#define NEUME_DATASETS_METRICS_NUMPY_COMPAT_H

#include <stddef.h>
#include <stdint.h>

#include "neume/status.h"

/* Which numbers lie close to another, without looking at all of them: the numbers in order, and where each was. */
struct neume_ranked {
    double value;
    uint32_t index;
};

/* Fills ranked[n] in ascending order of value, then index. */
void neume_rank(const double *values, size_t n, struct neume_ranked *ranked);

/* The first of ranked[n] whose value is not below `least`; n where all are. */
size_t neume_rank_from(const struct neume_ranked *ranked, size_t n, double least);

/* numpy.around(x, 4): to a ten-thousandth, halves to even, by x * 1e4. */
double neume_round4(double x);

/* numpy.allclose(a, b) over n numbers with its default tolerances: |a - b| <= 1e-8 + 1e-5 |b|. */
int neume_all_close(const double *a, const double *b, size_t n);

/* 1 where the times do not descend and none is over 30000 s or no number (mir_eval.util.validate_events). */
int neume_times_valid(const double *times, size_t n);

#endif
