/* SPDX-License-Identifier: MIT
 *
 * A layer of Sonic Visualiser (.svl) as it is saved, XML of a fixed shape: one <model>, then a <point> for each item.
 * Notes have a duration, values a value, instants neither; times are frames of the model's sample rate. */
#ifndef NEUME_DATASETS_READERS_SVL_H
#define NEUME_DATASETS_READERS_SVL_H

#include "datasets/readers/text.h"

enum neume_status neume_read_svl(struct neume_reading *r);

#endif
