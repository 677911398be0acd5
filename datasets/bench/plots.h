/* SPDX-License-Identifier: MIT
 *
 * The plots of the page, as inline SVG whose colours are the page's style variables. Internal to html.c. */
#ifndef NEUME_DATASETS_BENCH_PLOTS_H
#define NEUME_DATASETS_BENCH_PLOTS_H

#include <stdio.h>

#include "datasets/bench/compare.h"
#include "datasets/bench/result.h"

/* One lane a category: a dot for each clip, the mean and its interval. */
void neume_plot_clips(const struct neume_bench *bench, const struct neume_bench_summary *summary,
                      enum neume_measure measure, FILE *out);

/* Reference by estimate; nothing is drawn where nothing was counted, here and below: the answer is 0 then. */
int neume_plot_confusion(const struct neume_bench_detail *detail, FILE *out);

/* kind 0: notes, 1: hits */
int neume_plot_timing(const struct neume_bench_detail *detail, int kind, FILE *out);

/* Found and missed notes above the line, notes that are not there below it. */
int neume_plot_pitches(const struct neume_bench_detail *detail, FILE *out);

/* How much each clip changed, sorted. */
int neume_plot_changes(const struct neume_bench_change *c, const struct neume_bench *now, FILE *out);

#endif
