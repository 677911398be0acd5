/* SPDX-License-Identifier: MIT */
#ifndef NEUME_DATASETS_BENCH_COUNT_TIMING_H
#define NEUME_DATASETS_BENCH_COUNT_TIMING_H

/* Counts one matched pair in a histogram; `late` is the estimate less the reference, in seconds. */
void neume_bench_count_timing(double *bins, double late);

#endif
