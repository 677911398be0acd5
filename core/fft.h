/* SPDX-License-Identifier: MIT
 *
 * The real Fourier transform of one size, by FFTW or KISS FFT (chosen when neume is built). */
#ifndef NEUME_CORE_FFT_H
#define NEUME_CORE_FFT_H

#include <stddef.h>

/* One plan and its aligned buffers. Making and freeing is thread-safe, whoever else in
 * the process plans with FFTW; a transform belongs to one thread at a time. */
struct neume_fft;

struct neume_fft_bin {
    float re, im;
};

/* size: even, 2 or more; powers of two are fastest. NULL where memory fails. */
struct neume_fft *neume_fft_new(size_t size);
struct neume_fft *neume_fft_new_forward(size_t size); /* the same without an inverse, in less time */
void neume_fft_free(struct neume_fft *fft);

size_t neume_fft_size(const struct neume_fft *fft);

float *neume_fft_time(struct neume_fft *fft);                /* [size] */
struct neume_fft_bin *neume_fft_bins(struct neume_fft *fft); /* [size / 2 + 1] */

/* bins[k] = sum over n of time[n] exp(-2 pi i k n / size). Leaves time as it was. Zeros cost next to nothing. */
void neume_fft_forward(struct neume_fft *fft);

/* time = size times the inverse of forward (unscaled, as both libraries do). Spoils bins. */
void neume_fft_inverse(struct neume_fft *fft);

#endif
