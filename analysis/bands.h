/* SPDX-License-Identifier: MIT
 *
 * Bands that are triangles on a logarithmic frequency axis, over the magnitudes of an FFT. */
#ifndef NEUME_ANALYSIS_BANDS_H
#define NEUME_ANALYSIS_BANDS_H

#include <stddef.h>

#include "core/fft.h"
#include "neume/status.h"

struct neume_band {
    size_t first, count; /* FFT bins */
    size_t weight;       /* its first weight */
    float centre;        /* Hz */
};

struct neume_bands {
    struct neume_band *band; /* [count] */
    size_t count;
    float *weight;
    size_t bins;      /* FFT bins that are looked at: 0 .. bins - 1 */
    float *magnitude; /* [bins], scratch */
};

/* Bands whose centres are `per_octave` to the octave from low to high Hz (high is lowered to the Nyquist frequency);
 * centres that fall on the same FFT bin become one band. Each triangle reaches from the centre below to the one above.
 * ARGUMENT (0 < low < high, per_octave >= 1, fft_size >= 16, sample_rate > 0), MEMORY. */
enum neume_status neume_bands_init(struct neume_bands *b, size_t fft_size, double sample_rate, double low, double high,
                                   double per_octave);
void neume_bands_release(struct neume_bands *b);

/* out[count]: the weighted sum of the magnitudes of `bins`. */
void neume_bands_apply(struct neume_bands *b, const struct neume_fft_bin *bins, float *out);

#endif
