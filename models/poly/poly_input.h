/* SPDX-License-Identifier: MIT
 *
 * What the polyphonic network sees: the log-frequency spectrogram in dB against a running level, so that a quiet
 * recording looks like a loud one. Training reads it through the same code (models/train/common/features.c). */
#ifndef NEUME_MODELS_POLY_POLY_INPUT_H
#define NEUME_MODELS_POLY_POLY_INPUT_H

#include <stddef.h>

#include "analysis/logspec.h"

enum { NEUME_POLY_INPUT_AHEAD = 43 }; /* frames that the level looks forward: a second */

struct neume_poly_frame {
    float x[NEUME_LOGSPEC_BINS]; /* (dB under the running level + 80) / 40, 0 and up: the level itself is 2 */
    float level;                 /* the running level in dB; a sine of amplitude 1 has about 0 */
};

struct neume_poly_input; /* a stream */

enum neume_status neume_poly_input_new(struct neume_poly_input **out); /* MEMORY */
void neume_poly_input_free(struct neume_poly_input *p);
void neume_poly_input_reset(struct neume_poly_input *p);

/* Takes samples (NEUME_LOGSPEC_RATE) up to the next frame and returns how many it used; *frame is good until the next
 * call, or NULL where the samples ran out first. Frame k is centred on sample k * NEUME_LOGSPEC_HOP. Never allocates.
 */
size_t neume_poly_input_process(struct neume_poly_input *p, const float *samples, size_t count,
                                const struct neume_poly_frame **frame);

/* After the last sample: the frames held back, one a call, then NULL. */
const struct neume_poly_frame *neume_poly_input_flush(struct neume_poly_input *p);

#endif
