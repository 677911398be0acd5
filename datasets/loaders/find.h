/* SPDX-License-Identifier: MIT */
#ifndef NEUME_DATASETS_LOADERS_FIND_H
#define NEUME_DATASETS_LOADERS_FIND_H

#include "datasets/loaders/dataset.h"

/* Fills a zeroed list with all clips of the dataset that the tree knows of: also those of which only the audio or only
 * the reference is there, with `missing` set. None is no error: an empty list. `tree` may be NULL for the synthetic
 * set. DAMAGED: a malformed index file, which *problem (may be NULL) names. On failure the list is empty. */
enum neume_status neume_dataset_clips(const struct neume_dataset *dataset, const struct neume_tree *tree,
                                      struct neume_clips *clips, struct neume_dataset_problem *problem);

/* PRESENT where every clip that the dataset should have is there with audio and reference. */
enum neume_presence neume_dataset_presence(const struct neume_dataset *dataset, const struct neume_clips *clips);

#endif
