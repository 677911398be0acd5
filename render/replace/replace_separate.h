/* SPDX-License-Identifier: MIT
 *
 * What a struck drum adds to the spectrum, apart from what sounded before it: so that it can be taken out of a
 * recording while a cymbal rings on.
 *
 * A background is followed for each bin of a short-time Fourier transform (23 ms): the mean power before the drum,
 * which may fall under the drum but not rise. What is above it while the drum is to go down is taken out (a spectral
 * gain, as in Boll, 1979, "Suppression of acoustic noise in speech using spectral subtraction", with the recording's
 * phases). Everything is one pass, delayed by neume_separator_delay() frames; where nothing goes down the recording
 * passes bit for bit. */
#ifndef NEUME_RENDER_REPLACE_REPLACE_SEPARATE_H
#define NEUME_RENDER_REPLACE_REPLACE_SEPARATE_H

#include <stddef.h>
#include <stdint.h>

#include "neume/status.h"

struct neume_separator;

/* How far the drums are to go down in what lies around frame `center`, 0..1: in all of it, and under `split`. Answers
 * the frame at which the next drum starts to go down, INT64_MAX where none does. `center` only grows. */
typedef int64_t (*neume_separator_depth_fn)(void *user, int64_t center, float depth[2]);

/* rate: Hz, 4000..384000; split: Hz. MEMORY. */
enum neume_status neume_separator_new(struct neume_separator **separator, int rate, int channels, double split,
                                      neume_separator_depth_fn depth, void *user);
void neume_separator_free(struct neume_separator *separator);

/* Frames of the transform, a power of two. */
size_t neume_separator_size(int rate);

/* The output is this many frames behind the input: neume_separator_size(). */
size_t neume_separator_delay(const struct neume_separator *separator);

/* in: [frames][channels], or NULL for silence; out: the same, delayed, without what was taken out; they may be the
 * same. Allocates nothing. */
void neume_separator_process(struct neume_separator *separator, const float *in, float *out, size_t frames);

#endif
