/* SPDX-License-Identifier: MIT
 *
 * Sample-rate conversion by libsoxr: linear phase, no delay, in one thread. */
#ifndef NEUME_AUDIO_RESAMPLE_H
#define NEUME_AUDIO_RESAMPLE_H

#include <stddef.h>

#include "neume/status.h"

struct neume_resampler;

/* From and to `from`, `to` Hz: 1..1000000 and a ratio of at most 256 either way; channels 1..1024. The pass band
 * reaches 0.91 of the lower Nyquist frequency; what would alias is at least 100 dB down. Equal rates pass the samples
 * through, bit for bit. ARGUMENT, MEMORY. */
enum neume_status neume_resampler_new(struct neume_resampler **out, double from, double to, int channels);
void neume_resampler_free(struct neume_resampler *r);

/* As after new: forgets all input. MEMORY. */
enum neume_status neume_resampler_reset(struct neume_resampler *r);

/* in [count][channels] to out [capacity][channels]. Uses *used <= count frames and writes *made <= capacity. It stops
 * early only when `out` is full, so call again with the rest until *used reaches `count`. Output frame n lies at
 * n / to seconds, as input frame m lies at m / from. How the input is split never shows in the output.
 * MEMORY: libsoxr keeps its own buffers and may grow them at the first calls; ours are made in new. */
enum neume_status neume_resampler_process(struct neume_resampler *r, const float *in, size_t count, size_t *used,
                                          float *out, size_t capacity, size_t *made);

/* The end of the signal: writes what is held back. Call until *made is 0; the total is then
 * frames in * to / from, rounded to the nearest whole number (an exact half either way). */
enum neume_status neume_resampler_flush(struct neume_resampler *r, float *out, size_t capacity, size_t *made);

#endif
