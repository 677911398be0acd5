/* SPDX-License-Identifier: MIT
 *
 * What each dataset is. Licences, sizes and citations are those of the home pages and of mirdata's loaders. */
#ifndef NEUME_DATASETS_LOADERS_DATASETS_H
#define NEUME_DATASETS_LOADERS_DATASETS_H

#include "datasets/loaders/dataset.h"

/* The dataset of that name, or NULL. Takes NULL. */
const struct neume_dataset *neume_dataset_find(const char *name);

#endif
