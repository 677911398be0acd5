/* SPDX-License-Identifier: MIT
 *
 * Which format a text is in. The ending decides where it means one thing; else the content does. */
#ifndef NEUME_DATASETS_READERS_DETECT_H
#define NEUME_DATASETS_READERS_DETECT_H

#include "datasets/readers/text.h"

/* The format of the text, from its content and the ending of its name; AUTO where nothing fits. */
enum neume_truth_format neume_detect_text(struct neume_reading *r, const char *path);

#endif
