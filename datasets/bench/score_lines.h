/* SPDX-License-Identifier: MIT */
#ifndef NEUME_DATASETS_BENCH_SCORE_LINES_H
#define NEUME_DATASETS_BENCH_SCORE_LINES_H

#include "datasets/bench/result.h"
#include "datasets/readers/truth.h"

/* The parts of it: melody, frames of pitches and beats (score_lines.c), drums (score_drums.c). */
enum neume_status neume_bench_score_lines(const struct neume_truth *reference, const struct neume_truth *estimate,
                                          struct neume_bench_scores *scores);

#endif
