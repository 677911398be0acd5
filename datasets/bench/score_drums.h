/* SPDX-License-Identifier: MIT */
#ifndef NEUME_DATASETS_BENCH_SCORE_DRUMS_H
#define NEUME_DATASETS_BENCH_SCORE_DRUMS_H

#include "datasets/bench/result.h"
#include "datasets/readers/truth.h"

enum neume_status neume_bench_score_drums(const struct neume_truth *reference, const struct neume_truth *estimate,
                                          struct neume_bench_scores *scores);

#endif
