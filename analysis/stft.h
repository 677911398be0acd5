/* SPDX-License-Identifier: MIT
 *
 * The short-time Fourier transform of a stream. */
#ifndef NEUME_ANALYSIS_STFT_H
#define NEUME_ANALYSIS_STFT_H

#include "analysis/framer.h"
#include "core/fft.h"

struct neume_stft {
    struct neume_framer framer;
    struct neume_fft *fft;
    float *window; /* [size], periodic Hann, scaled so that a sine of amplitude 1 gives a magnitude of 1 */
};

/* size: even, 2 or more; hop: 1..size. ARGUMENT, MEMORY. */
enum neume_status neume_stft_init(struct neume_stft *s, size_t size, size_t hop);
void neume_stft_release(struct neume_stft *s);
void neume_stft_reset(struct neume_stft *s);

/* As neume_framer_process(); *bins is the frame's spectrum ([size / 2 + 1], good until the next call) or NULL. */
size_t neume_stft_process(struct neume_stft *s, const float *samples, size_t count, const struct neume_fft_bin **bins);
const struct neume_fft_bin *neume_stft_flush(struct neume_stft *s);

/* w[n] = 0.5 - 0.5 cos(2 pi n / size): the periodic Hann window, [size]. */
void neume_hann(float *w, size_t size);

#endif
