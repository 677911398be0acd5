/* SPDX-License-Identifier: MIT
 *
 * How the notes that the polyphonic decoder follows sound as they begin: the levels of their first ten partials in the
 * spectrogram that the network sees, at the onset and some moments after it. What tells a bass from a piano lies there
 * (models/parts/part_net.h), at no cost of its own. */
#ifndef NEUME_MODELS_POLY_POLY_PARTIALS_H
#define NEUME_MODELS_POLY_POLY_PARTIALS_H

#include <stddef.h>

#include "models/poly/poly_decoder.h"
#include "models/poly/poly_input.h"

enum { NEUME_POLY_PARTIALS = 46 }; /* numbers of a note */

struct neume_poly_partials; /* a stream */

/* `delay`: the most frames between one's push and the decoder's taking of the network's output for it. MEMORY */
enum neume_status neume_poly_partials_new(struct neume_poly_partials **out, size_t delay);
void neume_poly_partials_free(struct neume_poly_partials *p);
void neume_poly_partials_reset(struct neume_poly_partials *p);

/* Takes the frame that goes into the network. Never allocates. */
void neume_poly_partials_push(struct neume_poly_partials *p, const struct neume_poly_frame *frame);

/* After each frame that the decoder took, and after end() for the notes that it ended there. */
void neume_poly_partials_follow(struct neume_poly_partials *p, const struct neume_poly_decoder *d);

/* Of a note that ended: row[NEUME_POLY_PARTIALS], in units of 40 dB, finite. Level of the strongest partial against the
 * running level; each of ten against it, 46 ms after the onset; how they changed by 139 and by 279 ms, with a 1 before
 * each that was seen; what lies between the first five; and how the first four stood 46 ms before and at the onset. */
void neume_poly_partials_end(const struct neume_poly_partials *p, const struct neume_poly_note *note, float *row);

#endif
