/* SPDX-License-Identifier: MIT */
#include "core/fft.h"

#include <stdlib.h>
#include <string.h>

#include <kiss_fftr.h>

#include "core/zeros.h"

struct neume_fft {
    size_t size;
    float *time;
    kiss_fft_cpx *bins;
    kiss_fftr_cfg forward, inverse;
};

static struct neume_fft *make(size_t size, int inverse)
{
    struct neume_fft *fft = calloc(1, sizeof *fft);
    if (!fft)
        return NULL;
    fft->size = size;
    fft->time = calloc(size, sizeof *fft->time);
    fft->bins = calloc(size / 2 + 1, sizeof *fft->bins);
    fft->forward = kiss_fftr_alloc((int)size, 0, NULL, NULL);
    fft->inverse = inverse ? kiss_fftr_alloc((int)size, 1, NULL, NULL) : NULL;
    if (!fft->time || !fft->bins || !fft->forward || (inverse && !fft->inverse)) {
        neume_fft_free(fft);
        return NULL;
    }
    return fft;
}

struct neume_fft *neume_fft_new(size_t size)
{
    return make(size, 1);
}

struct neume_fft *neume_fft_new_forward(size_t size)
{
    return make(size, 0);
}

void neume_fft_free(struct neume_fft *fft)
{
    if (!fft)
        return;
    kiss_fftr_free(fft->forward);
    kiss_fftr_free(fft->inverse);
    free(fft->time);
    free(fft->bins);
    free(fft);
}

size_t neume_fft_size(const struct neume_fft *fft)
{
    return fft->size;
}

float *neume_fft_time(struct neume_fft *fft)
{
    return fft->time;
}

struct neume_fft_bin *neume_fft_bins(struct neume_fft *fft)
{
    return (struct neume_fft_bin *)fft->bins;
}

void neume_fft_forward(struct neume_fft *fft)
{
    if (neume_all_zeros(fft->time, fft->size))
        memset(fft->bins, 0, (fft->size / 2 + 1) * sizeof *fft->bins);
    else
        kiss_fftr(fft->forward, fft->time, fft->bins);
}

void neume_fft_inverse(struct neume_fft *fft)
{
    if (neume_all_zeros(&fft->bins->r, fft->size + 2))
        memset(fft->time, 0, fft->size * sizeof *fft->time);
    else
        kiss_fftri(fft->inverse, fft->bins, fft->time);
}
