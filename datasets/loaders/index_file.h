/* SPDX-License-Identifier: MIT */
#ifndef NEUME_DATASETS_LOADERS_INDEX_FILE_H
#define NEUME_DATASETS_LOADERS_INDEX_FILE_H

#include "datasets/loaders/rules.h"

/* The clips of an index file (loaders/index_file.c); *found says whether one is there. */
enum neume_status neume_index_file_clips(const struct neume_index_file *index, const struct neume_tree *tree,
                                         struct neume_clips *clips, int *found, struct neume_dataset_problem *problem);

#endif
