/* SPDX-License-Identifier: MIT
 *
 * What the original does where a hit is: where exactly it begins, how loud it is, and which way it swings first. */
#ifndef NEUME_RENDER_REPLACE_REPLACE_MEASURE_H
#define NEUME_RENDER_REPLACE_REPLACE_MEASURE_H

#include "render/replace/replace_private.h"

/* Metal sounds over NEUME_REPLACE_SPLIT; a skin is a kick, a snare or a tom. Side sticks and others are neither. */
int neume_replace_is_metal(const struct stroke *s);
int neume_replace_is_skin(const struct stroke *s);

/* Compares the strokes whose surroundings were heard with the samples; refines their frames. */
void neume_replace_measure(struct neume_replace *r, int is_end);

#endif
