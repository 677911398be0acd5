/* SPDX-License-Identifier: MIT
 *
 * When the notes that the polyphonic decoder follows begin to sound: its frames are 23 ms apart, so the samples around
 * each onset are looked at, with what else sounds there in mind. */
#ifndef NEUME_MODELS_POLY_POLY_ONSETS_H
#define NEUME_MODELS_POLY_POLY_ONSETS_H

#include <stddef.h>

#include "models/poly/poly_decoder.h"

struct neume_poly_onsets; /* a stream */

/* `delay`: the most frames between the decoder's and the newest sample that was pushed. MEMORY */
enum neume_status neume_poly_onsets_new(struct neume_poly_onsets **out, size_t delay);
void neume_poly_onsets_free(struct neume_poly_onsets *o);
void neume_poly_onsets_reset(struct neume_poly_onsets *o);

/* Takes samples at NEUME_LOGSPEC_RATE. Never allocates. */
void neume_poly_onsets_push(struct neume_poly_onsets *o, const float *samples, size_t count);

/* After each frame that the decoder took, and after end() for the notes that it ended there. */
void neume_poly_onsets_follow(struct neume_poly_onsets *o, const struct neume_poly_decoder *d);

/* The onset, in frames, of a note that ended. */
double neume_poly_onsets_end(struct neume_poly_onsets *o, const struct neume_poly_decoder *d,
                             const struct neume_poly_note *note);

#endif
