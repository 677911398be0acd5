/* SPDX-License-Identifier: MIT
 *
 * The truth of a clip: the formats of exchange by datasets/readers, those of one dataset here. */
#ifndef NEUME_DATASETS_LOADERS_REFERENCE_H
#define NEUME_DATASETS_LOADERS_REFERENCE_H

#include "datasets/loaders/dataset.h"
#include "datasets/readers/truth.h"

/* Reads the truth of a clip into an initialised `truth` (readers/truth.h), whatever the format of the dataset.
 * The readers' statuses; a malformed line is named in *problem (may be NULL), whose file is then the reference's path.
 */
enum neume_status neume_clip_truth(const struct neume_clip *clip, struct neume_truth *truth,
                                   struct neume_dataset_problem *problem);

#endif
