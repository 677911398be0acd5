/* SPDX-License-Identifier: MIT
 *
 * What the original does where a hit is: where exactly it begins, how loud it is, and which way it swings first. */
#ifndef NEUME_RENDER_REPLACE_REPLACE_MEASURE_H
#define NEUME_RENDER_REPLACE_REPLACE_MEASURE_H

#include "render/replace/replace_private.h"

/* replace_measure.c: compares the strokes whose surroundings were heard with the samples; refines their frames. */
void neume_replace_measure(struct neume_replace *r, int is_end);

#endif
