/* SPDX-License-Identifier: MIT */
#ifndef NEUME_API_RENDER_DATASET_BASE_H
#define NEUME_API_RENDER_DATASET_BASE_H

#include "datasets/bench/result.h"
#include "datasets/loaders/dataset.h"
#include "neume/dataset.h"

struct neume_dataset_files {
    const struct neume_dataset *dataset;
    struct neume_tree tree;
    struct neume_clips clips;
    struct neume_bench bench; /* a clip for each of `clips`, missing until it is scored */
};

#endif
