/* SPDX-License-Identifier: MIT
 *
 * A result as text, as JSON and as a page. None of them holds the time of day: the same scores give the same bytes. */
#ifndef NEUME_DATASETS_BENCH_REPORT_H
#define NEUME_DATASETS_BENCH_REPORT_H

#include <stdio.h>

#include <jansson.h>

#include "datasets/bench/compare.h"
#include "datasets/bench/result.h"

#define NEUME_BENCH_JSON_VERSION 1

/* All that is reported. `against` may be NULL. */
struct neume_bench_report {
    const struct neume_bench *bench;
    const struct neume_bench_summary *summary;
    const struct neume_bench_changes *against;
};

#endif
