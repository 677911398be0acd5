/* SPDX-License-Identifier: MIT */
#ifndef NEUME_DATASETS_BENCH_TEXT_H
#define NEUME_DATASETS_BENCH_TEXT_H

#include "datasets/bench/report.h"

/* The table, the intervals, what failed and what is missing, the comparison, the speed. Errors of the stream are the
 * caller's to look for. */
void neume_bench_write_text(const struct neume_bench_report *report, FILE *out);

/* "73 clips: 70 scored, 2 failed and count as 0, 1 missing (the set is partial)" */
void neume_bench_describe_counts(const struct neume_bench *bench, char *out, size_t size);

#endif
