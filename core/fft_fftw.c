/* SPDX-License-Identifier: MIT */
#include "core/fft.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <fftw3.h>

#include "core/simd.h"
#include "core/zeros.h"

/* A real transform as a complex one of half the size, of the even samples and i times the odd ones: the plans that
 * FFTW finds without measuring take half as long for these as for real ones. */
struct neume_fft {
    size_t size;
    float *time;
    fftwf_complex *bins;
    struct neume_fft_bin *twiddle; /* [size / 4 + 1]: exp(-2 pi i k / size) / 2i */
    fftwf_plan forward, inverse;
};

enum { LANES = 8 }; /* floats that are handled at once: four bins */

typedef float lanes __attribute__((vector_size(4 * LANES)));
typedef float loose_lanes __attribute__((vector_size(4 * LANES), aligned(4), may_alias));

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

static void fill_twiddles(struct neume_fft *fft)
{
    const double turn = 2 * acos(-1) / (double)fft->size;
    for (size_t k = 0; k <= fft->size / 4; k++)
        fft->twiddle[k] =
            (struct neume_fft_bin){(float)(-0.5 * sin(turn * (double)k)), (float)(-0.5 * cos(turn * (double)k))};
}

static struct neume_fft *make(size_t size, int inverse)
{
    struct neume_fft *fft = calloc(1, sizeof *fft);
    if (!fft)
        return NULL;
    lock_planner_once();
    fft->size = size;
    fft->time = fftwf_alloc_real(size);
    fft->bins = fftwf_alloc_complex(size / 2 + 1);
    fft->twiddle = malloc((size / 4 + 1) * sizeof *fft->twiddle);
    if (fft->time && fft->bins && fft->twiddle) {
        fftwf_complex *time = (fftwf_complex *)fft->time;
        fill_twiddles(fft);
        /* ESTIMATE: a measured plan may differ from run to run, and so would the last bit of every result. */
        fft->forward = fftwf_plan_dft_1d((int)(size / 2), time, fft->bins, FFTW_FORWARD, FFTW_ESTIMATE);
        if (inverse)
            fft->inverse = fftwf_plan_dft_1d((int)(size / 2), fft->bins, time, FFTW_BACKWARD, FFTW_ESTIMATE);
    }
    if (!fft->forward || (inverse && !fft->inverse)) {
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
    if (fft->forward)
        fftwf_destroy_plan(fft->forward);
    if (fft->inverse)
        fftwf_destroy_plan(fft->inverse);
    fftwf_free(fft->time);
    fftwf_free(fft->bins);
    free(fft->twiddle);
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

/* The transform of the real samples out of that of the complex ones, or the other way. Of bins a at k and b at
 * half - k, even and odd being the transforms of the even and of the odd samples: even = (a + b*) / 2,
 * odd = (a - b*) / 2i, and out of them come even + w odd and (even - w odd)*. The way back differs by a factor of 2 and
 * by the twiddles being conjugated; re and im are what is to be made of them. */
struct way {
    float even, re, im;
};
static const struct way there = {0.5f, 1, 1}, back = {1, 2, -2};

static void join_pair(struct neume_fft_bin *a, struct neume_fft_bin *b, struct neume_fft_bin w, struct way way)
{
    const float re = w.re * way.re, im = w.im * way.im;
    struct neume_fft_bin even = {way.even * (a->re + b->re), way.even * (a->im - b->im)};
    struct neume_fft_bin odd = {a->re - b->re, a->im + b->im};
    struct neume_fft_bin turned = {odd.re * re - odd.im * im, odd.im * re + odd.re * im};
    *a = (struct neume_fft_bin){even.re + turned.re, even.im + turned.im};
    *b = (struct neume_fft_bin){even.re - turned.re, turned.im - even.im};
}

/* Pairs from 1 on, four at a time; returns the first that is left. */
NEUME_SIMD static size_t join_lanes(const struct neume_fft *fft, struct neume_fft_bin *bins, struct way way)
{
    const lanes conjugate = {1, -1, 1, -1, 1, -1, 1, -1};
    const lanes im_by = {-way.im, way.im, -way.im, way.im, -way.im, way.im, -way.im, way.im};
    const size_t half = fft->size / 2;
    size_t k = 1;
    for (; 2 * k + LANES - 2 < half; k += LANES / 2) {
        loose_lanes *low = (loose_lanes *)(bins + k), *high = (loose_lanes *)(bins + half - k - (LANES / 2 - 1));
        const lanes a = *low, turned_b = *high, w = *(const loose_lanes *)(fft->twiddle + k);
        const lanes b = __builtin_shufflevector(turned_b, turned_b, 6, 7, 4, 5, 2, 3, 0, 1) * conjugate;
        const lanes even = way.even * (a + b), odd = a - b;
        const lanes swapped = __builtin_shufflevector(odd, odd, 1, 0, 3, 2, 5, 4, 7, 6);
        const lanes re = way.re * __builtin_shufflevector(w, w, 0, 0, 2, 2, 4, 4, 6, 6);
        const lanes im = im_by * __builtin_shufflevector(w, w, 1, 1, 3, 3, 5, 5, 7, 7);
        const lanes turned = odd * re + swapped * im, other = (even - turned) * conjugate;
        *low = even + turned;
        *high = __builtin_shufflevector(other, other, 6, 7, 4, 5, 2, 3, 0, 1);
    }
    return k;
}

static void join(const struct neume_fft *fft, struct way way)
{
    struct neume_fft_bin *bins = (struct neume_fft_bin *)fft->bins;
    for (size_t k = join_lanes(fft, bins, way), half = fft->size / 2; k <= half - k; k++)
        join_pair(&bins[k], &bins[half - k], fft->twiddle[k], way);
}

void neume_fft_forward(struct neume_fft *fft)
{
    struct neume_fft_bin *bins = neume_fft_bins(fft);
    if (neume_all_zeros(fft->time, fft->size)) {
        memset(bins, 0, (fft->size / 2 + 1) * sizeof *bins);
        return;
    }
    fftwf_execute(fft->forward);
    join(fft, there);
    const struct neume_fft_bin first = bins[0];
    bins[0] = (struct neume_fft_bin){first.re + first.im, 0};
    bins[fft->size / 2] = (struct neume_fft_bin){first.re - first.im, 0};
}

void neume_fft_inverse(struct neume_fft *fft)
{
    struct neume_fft_bin *bins = neume_fft_bins(fft);
    if (neume_all_zeros(&bins->re, fft->size + 2)) {
        memset(fft->time, 0, fft->size * sizeof *fft->time);
        return;
    }
    const float first = bins[0].re, last = bins[fft->size / 2].re;
    join(fft, back);
    bins[0] = (struct neume_fft_bin){first + last, first - last};
    fftwf_execute(fft->inverse);
}
