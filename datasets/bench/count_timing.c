/* SPDX-License-Identifier: MIT */
#include "datasets/bench/count_timing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/bench/result.h"

void neume_bench_count_timing(double *bins, double late)
{
    int bin = (int)floor(late / NEUME_TIMING_STEP) + NEUME_TIMING_BINS / 2;
    bin = bin < 0 ? 0 : bin >= NEUME_TIMING_BINS ? NEUME_TIMING_BINS - 1 : bin;
    bins[bin]++;
}
