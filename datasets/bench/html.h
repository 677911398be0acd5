/* SPDX-License-Identifier: MIT */
#ifndef NEUME_DATASETS_BENCH_HTML_H
#define NEUME_DATASETS_BENCH_HTML_H

#include "datasets/bench/report.h"

/* One page that needs no other file and no network; light or dark as the reader's system is. */
void neume_bench_write_html(const struct neume_bench_report *report, FILE *out);

#endif
