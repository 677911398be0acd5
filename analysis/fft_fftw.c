/* SPDX-License-Identifier: MIT */
#include "analysis/fft.h"

#include <pthread.h>
#include <stdlib.h>

#include <fftw3.h>

struct neume_fft {
    size_t size;
    float *time;
    fftwf_complex *bins;
    fftwf_plan forward, inverse;
};

/* FFTW's planner is the one part of it that is not thread-safe. */
static pthread_mutex_t planner = PTHREAD_MUTEX_INITIALIZER;

struct neume_fft *neume_fft_new(size_t size)
{
    struct neume_fft *fft = calloc(1, sizeof *fft);
    if (!fft)
        return NULL;
    fft->size = size;
    fft->time = fftwf_alloc_real(size);
    fft->bins = fftwf_alloc_complex(size / 2 + 1);
    if (fft->time && fft->bins) {
        /* ESTIMATE: a measured plan may differ from run to run, and so would the last bit of every result. */
        pthread_mutex_lock(&planner);
        fft->forward = fftwf_plan_dft_r2c_1d((int)size, fft->time, fft->bins, FFTW_ESTIMATE);
        fft->inverse = fftwf_plan_dft_c2r_1d((int)size, fft->bins, fft->time, FFTW_ESTIMATE);
        pthread_mutex_unlock(&planner);
    }
    if (!fft->forward || !fft->inverse) {
        neume_fft_free(fft);
        return NULL;
    }
    return fft;
}

void neume_fft_free(struct neume_fft *fft)
{
    if (!fft)
        return;
    pthread_mutex_lock(&planner);
    if (fft->forward)
        fftwf_destroy_plan(fft->forward);
    if (fft->inverse)
        fftwf_destroy_plan(fft->inverse);
    pthread_mutex_unlock(&planner);
    fftwf_free(fft->time);
    fftwf_free(fft->bins);
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
    fftwf_execute(fft->forward);
}

void neume_fft_inverse(struct neume_fft *fft)
{
    fftwf_execute(fft->inverse);
}
