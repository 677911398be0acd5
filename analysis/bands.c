/* SPDX-License-Identifier: MIT */
#include "analysis/bands.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/simd.h"

/* FFT bins nearest to the centres, each once, rising: those of the bands and one beyond either end. */
static size_t find_centres(size_t *centre, size_t capacity, size_t last_bin, double bin_hz, double low, double high,
                           double per_octave)
{
    size_t n = 0;
    for (int i = -1; n < capacity; i++) {
        double hz = low * pow(2, i / per_octave);
        size_t bin = (size_t)lround(hz / bin_hz);
        if (bin > last_bin)
            bin = last_bin;
        if (!n || bin > centre[n - 1])
            centre[n++] = bin;
        if (hz > high || bin == last_bin)
            break;
    }
    return n;
}

static void fill_triangle(struct neume_bands *b, size_t i, const size_t *c, size_t weight)
{
    size_t below = c[0], mid = c[1], above = c[2];
    struct neume_band *band = &b->band[i];
    band->first = below + 1;
    band->count = above - below - 1;
    band->weight = weight;
    for (size_t k = below + 1; k < above; k++)
        b->weight[weight++] = k <= mid ? (float)(k - below) / (float)(mid - below)
                                       : (float)(above - k) / (float)(above - mid);
}

enum neume_status neume_bands_init(struct neume_bands *b, size_t fft_size, double sample_rate, double low, double high,
                                   double per_octave)
{
    memset(b, 0, sizeof *b);
    if (!(low > 0) || !(high > low) || !(per_octave >= 1) || fft_size < 16 || !(sample_rate > 0) || isinf(sample_rate))
        return NEUME_ERR_ARGUMENT;
    size_t last_bin = fft_size / 2;
    size_t *centre = malloc((last_bin + 1) * sizeof *centre);
    if (!centre)
        return NEUME_ERR_MEMORY;
    size_t n = find_centres(centre, last_bin + 1, last_bin, sample_rate / (double)fft_size, low, high, per_octave);
    enum neume_status status = NEUME_ERR_ARGUMENT;
    if (n < 3)
        goto done;
    b->count = n - 2;
    b->bins = centre[n - 1];
    b->band = calloc(b->count, sizeof *b->band);
    b->weight = calloc(2 * (last_bin + 1), sizeof *b->weight);
    b->magnitude = calloc(b->bins, sizeof *b->magnitude);
    status = NEUME_ERR_MEMORY;
    if (!b->band || !b->weight || !b->magnitude)
        goto done;
    size_t weight = 0;
    for (size_t i = 0; i < b->count; i++) {
        fill_triangle(b, i, centre + i, weight);
        b->band[i].centre = (float)((double)centre[i + 1] * sample_rate / (double)fft_size);
        weight += b->band[i].count;
    }
    status = NEUME_OK;
done:
    free(centre);
    if (status != NEUME_OK)
        neume_bands_release(b);
    return status;
}

void neume_bands_release(struct neume_bands *b)
{
    if (!b)
        return;
    free(b->band);
    free(b->weight);
    free(b->magnitude);
    memset(b, 0, sizeof *b);
}

NEUME_SIMD static void find_magnitudes(const struct neume_fft_bin *restrict bins, size_t count, float *restrict out)
{
    for (size_t k = 0; k < count; k++)
        out[k] = sqrtf(bins[k].re * bins[k].re + bins[k].im * bins[k].im);
}

typedef float lanes __attribute__((vector_size(32), aligned(4), may_alias));

NEUME_SIMD static float dot(const float *a, const float *b, size_t count)
{
    lanes sum = {0};
    float rest = 0;
    size_t k = 0;
    for (; k + 8 <= count; k += 8)
        sum += *(const lanes *)(a + k) * *(const lanes *)(b + k);
    for (; k < count; k++)
        rest += a[k] * b[k];
    return ((sum[0] + sum[4]) + (sum[1] + sum[5])) + ((sum[2] + sum[6]) + (sum[3] + sum[7])) + rest;
}

void neume_bands_apply(struct neume_bands *b, const struct neume_fft_bin *bins, float *out)
{
    find_magnitudes(bins, b->bins, b->magnitude);
    for (size_t i = 0; i < b->count; i++)
        out[i] = dot(b->magnitude + b->band[i].first, b->weight + b->band[i].weight, b->band[i].count);
}
