/* SPDX-License-Identifier: MIT
 *
 * The pitch curve of every note that the polyphonic decoder follows, from the spectrogram that the network sees: the
 * peak of one of the note's first four partials, between the bins, where it stands out and no other note's partial lies
 * there. What a window of 41 periods can follow bounds the curve, so low notes are read at a higher partial. */
#ifndef NEUME_MODELS_POLY_POLY_CURVES_H
#define NEUME_MODELS_POLY_POLY_CURVES_H

#include <stddef.h>

#include "models/pitch_curve.h"
#include "models/poly/poly_decoder.h"
#include "models/poly/poly_input.h"

struct neume_poly_curves; /* a stream */

/* `delay`: the most frames between one's push and the decoder's taking of the network's output for it. MEMORY */
enum neume_status neume_poly_curves_new(struct neume_poly_curves **out, size_t delay);
void neume_poly_curves_free(struct neume_poly_curves *c);
void neume_poly_curves_reset(struct neume_poly_curves *c);

/* Takes the frame that goes into the network. Never allocates. */
void neume_poly_curves_push(struct neume_poly_curves *c, const struct neume_poly_frame *frame);

/* After each frame that the decoder took, and after end() for the notes that it ended there: goes on with the curves of
 * those that sound. */
void neume_poly_curves_follow(struct neume_poly_curves *c, const struct neume_poly_decoder *d);

/* The curve of a note that ended, and that began to sound at `begin`, in frames: cents from its key, thinned; good
 * until the next call. Without a point where no partial ever stood out. */
const struct neume_pitch_curve *neume_poly_curves_end(struct neume_poly_curves *c, const struct neume_poly_note *note,
                                                      double begin);

#endif
