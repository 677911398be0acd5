/* SPDX-License-Identifier: MIT */
#include "core/fft.h"

#include <pthread.h>
#include <stdlib.h>

#include <fftw3.h>

struct neume_fft {
    size_t size;
    float *time;
    fftwf_complex *bins;
    fftwf_plan forward, inverse;
};

/* FFTW's planner is the one part of it that is not thread-safe, and the process has one, which others may use too. So
 * its own lock is turned on and not one of ours: when neume is loaded, where the compiler can, before there are
 * threads. */
static void lock_planner(void)
{
    fftwf_make_planner_thread_safe();
}

#ifdef __GNUC__
__attribute__((constructor))
#endif
static void
lock_planner_once(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, lock_planner);
}

struct neume_fft *neume_fft_new(size_t size)
{
    struct neume_fft *fft = calloc(1, sizeof *fft);
    if (!fft)
        return NULL;
    lock_planner_once();
    fft->size = size;
    fft->time = fftwf_alloc_real(size);
    fft->bins = fftwf_alloc_complex(size / 2 + 1);
    if (fft->time && fft->bins) {
        /* ESTIMATE: a measured plan may differ from run to run, and so would the last bit of every result. */
        fft->forward = fftwf_plan_dft_r2c_1d((int)size, fft->time, fft->bins, FFTW_ESTIMATE);
        fft->inverse = fftwf_plan_dft_c2r_1d((int)size, fft->bins, fft->time, FFTW_ESTIMATE);
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
    if (fft->forward)
        fftwf_destroy_plan(fft->forward);
    if (fft->inverse)
        fftwf_destroy_plan(fft->inverse);
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
