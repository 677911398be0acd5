/* SPDX-License-Identifier: MIT
 *
 * What the polyphonic network hears: samples in, its activations of 88 keys out. */
#ifndef NEUME_MODELS_POLY_POLY_ACTIVATIONS_H
#define NEUME_MODELS_POLY_POLY_ACTIVATIONS_H

#include <stddef.h>

#include "models/poly/poly_input.h"
#include "neume/options.h"

enum {
    NEUME_POLY_KEYS = 88,
    NEUME_POLY_HEADS = 4,     /* logits of onset, frame and offset; the strike's level in units of 40 dB */
    NEUME_POLY_LOW_PITCH = 21 /* of key 0 */
};

struct neume_poly_activations; /* a stream */

/* The network of options->quality, on options->threads threads. MEMORY. */
enum neume_status neume_poly_activations_new(struct neume_poly_activations **out, const struct neume_options *options);
void neume_poly_activations_free(struct neume_poly_activations *a);
void neume_poly_activations_reset(struct neume_poly_activations *a);

/* The most frames between one's leaving process() or flush() and the take() that has its activations. */
size_t neume_poly_activations_delay(const struct neume_poly_activations *a);

/* Takes samples (NEUME_LOGSPEC_RATE) up to the next input frame and returns how many it used; *frame is good until the
 * next call, or NULL if the samples ran out first. After every frame call take() until it returns NULL. Never
 * allocates. */
size_t neume_poly_activations_process(struct neume_poly_activations *a, const float *samples, size_t count,
                                      const struct neume_poly_frame **frame);

/* After the last sample: the frames held back, one a call, then NULL; call take() after each and after the NULL. */
const struct neume_poly_frame *neume_poly_activations_flush(struct neume_poly_activations *a);

/* The next frame's activations, [NEUME_POLY_KEYS][NEUME_POLY_HEADS], good until the next call, or NULL if none is
 * ready; *level: the running level of its input, dB. */
const float *neume_poly_activations_take(struct neume_poly_activations *a, float *level);

#endif
