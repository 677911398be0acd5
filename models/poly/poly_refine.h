/* SPDX-License-Identifier: MIT
 *
 * When the notes that the polyphonic decoder follows begin and cease to sound: its frames are 23 ms apart, and it hears
 * some instruments end too soon, so the samples around each onset and offset are looked at, with what else sounds there
 * in mind. */
#ifndef NEUME_MODELS_POLY_POLY_REFINE_H
#define NEUME_MODELS_POLY_POLY_REFINE_H

#include <stddef.h>

#include "models/poly/poly_decoder.h"

enum { NEUME_POLY_REFINE_WAIT = 10 }; /* frames after a note's end in which it may go on */

struct neume_poly_refine; /* a stream */

/* `delay`: the most frames between the decoder's and the newest sample that was pushed. MEMORY */
enum neume_status neume_poly_refine_new(struct neume_poly_refine **out, size_t delay);
void neume_poly_refine_free(struct neume_poly_refine *o);
void neume_poly_refine_reset(struct neume_poly_refine *o);

/* Takes samples at NEUME_LOGSPEC_RATE. Never allocates. */
void neume_poly_refine_push(struct neume_poly_refine *o, const float *samples, size_t count);

/* After each frame that the decoder took, and after onset() for the notes that it ended there. */
void neume_poly_refine_follow(struct neume_poly_refine *o, const struct neume_poly_decoder *d);

/* The onset, in frames, of a note that ended. */
double neume_poly_refine_onset(struct neume_poly_refine *o, const struct neume_poly_decoder *d,
                               const struct neume_poly_note *note);

/* The offset, in frames, of a note that ended NEUME_POLY_REFINE_WAIT frames ago: where it has faded, or another key
 * begins in its place. */
double neume_poly_refine_offset(struct neume_poly_refine *o, const struct neume_poly_decoder *d,
                                const struct neume_poly_note *note);

#endif
