/* SPDX-License-Identifier: MIT */
#include "models/classify/nmf_frame.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/logspec.h"
#include "analysis/simd.h"

enum {
    SHAPES = 3, /* templates a pitch: bright, middle and dull */
    HARMONICS = 20,
    BROAD = 11, /* templates of noise: bumps of an octave and more */
    BROAD_STEP = 30,
    COLUMNS = NEUME_NMF_FRAME_PITCHES * SHAPES + BROAD,
    LANES = 8,
    PASSES = 12 /* more change little: 25 gave the same notes */
};

static const double roll_off[SHAPES] = {0.5, 1.5, 3}; /* harmonic h has the amplitude h^-r */

/* The transform's magnitude 0, 1, ... bins beside a sine, where its window holds 41 periods. */
static const double response[] = {1, 0.66, 0.13, 0.026, 0.004, 0};

struct neume_nmf_frame {
    float column[COLUMNS][NEUME_NMF_FRAME_BINS]; /* each sums to 1 */
    size_t first[COLUMNS];                       /* its first bin that is not 0, down to a multiple of `lanes` */
    float gain[COLUMNS];
    float model[NEUME_NMF_FRAME_BINS], ratio[NEUME_NMF_FRAME_BINS];
};

static double response_at(double bins, double hz)
{
    /* Above 1760 Hz the window stays 23 ms long, and a bin grows to more than its width. */
    double x = fabs(bins) * (hz > 1760 ? hz / 1760 : 1);
    size_t i = (size_t)x, last = sizeof response / sizeof *response - 1;
    return i >= last ? 0 : response[i] + (x - (double)i) * (response[i + 1] - response[i]);
}

static void fill_harmonic(float *column, size_t pitch, double roll)
{
    double f0 = 27.5 * pow(2, (double)pitch / 12);
    for (int h = 1; h <= HARMONICS; h++) {
        double centre = (double)pitch * NEUME_LOGSPEC_PER_SEMITONE + 12 * NEUME_LOGSPEC_PER_SEMITONE * log2(h);
        for (size_t b = 0; b < NEUME_LOGSPEC_BINS; b++)
            column[b] += (float)(pow(h, -roll) * response_at((double)b - centre, f0 * h));
    }
}

static void fill_broad(float *column, size_t i)
{
    for (size_t b = 0; b < NEUME_LOGSPEC_BINS; b++) {
        double x = ((double)b - (double)(i * BROAD_STEP)) / 20;
        column[b] = (float)exp(-0.5 * x * x);
    }
}

/* To the square-root scale of the spectra, and to a sum of 1. */
static void finish(struct neume_nmf_frame *d, size_t c)
{
    float sum = 0, peak = 0;
    for (size_t b = 0; b < NEUME_LOGSPEC_BINS; b++)
        peak = fmaxf(peak, d->column[c][b]);
    for (size_t b = 0; b < NEUME_LOGSPEC_BINS; b++) {
        float *x = &d->column[c][b];
        *x = sqrtf(*x / peak);
        sum += *x;
    }
    d->first[c] = NEUME_NMF_FRAME_BINS - LANES;
    for (size_t b = NEUME_LOGSPEC_BINS; b-- > 0;) {
        d->column[c][b] /= sum;
        if (d->column[c][b] > 0)
            d->first[c] = b / LANES * LANES;
    }
}

enum neume_status neume_nmf_frame_new(struct neume_nmf_frame **out)
{
    struct neume_nmf_frame *d = *out = calloc(1, sizeof *d);
    if (!d)
        return NEUME_ERR_MEMORY;
    for (size_t c = 0; c < COLUMNS; c++) {
        int harmonic = c < NEUME_NMF_FRAME_PITCHES * SHAPES;
        if (harmonic)
            fill_harmonic(d->column[c], c / SHAPES, roll_off[c % SHAPES]);
        else
            fill_broad(d->column[c], c - NEUME_NMF_FRAME_PITCHES * SHAPES);
        finish(d, c);
    }
    return NEUME_OK;
}

void neume_nmf_frame_free(struct neume_nmf_frame *d)
{
    free(d);
}

NEUME_SIMD static void add_scaled(float *restrict to, const float *restrict from, float gain, size_t count)
{
    for (size_t i = 0; i < count; i++)
        to[i] += gain * from[i];
}

NEUME_SIMD static float dot(const float *restrict a, const float *restrict b, size_t count)
{
    float lane[LANES] = {0}, sum = 0;
    for (size_t i = 0; i < count; i += LANES)
        for (size_t k = 0; k < LANES; k++)
            lane[k] += a[i + k] * b[i + k];
    for (size_t k = 0; k < LANES; k++)
        sum += lane[k];
    return sum;
}

void neume_nmf_frame_process(struct neume_nmf_frame *d, const float *spectrum, float *salience)
{
    float sum = 0;
    for (size_t b = 0; b < NEUME_NMF_FRAME_BINS; b++)
        sum += spectrum[b];
    for (size_t c = 0; c < COLUMNS; c++)
        d->gain[c] = sum / COLUMNS + 1e-9f;
    for (int pass = 0; pass < PASSES; pass++) {
        memset(d->model, 0, sizeof d->model);
        for (size_t c = 0; c < COLUMNS; c++)
            add_scaled(d->model + d->first[c], d->column[c] + d->first[c], d->gain[c],
                       NEUME_NMF_FRAME_BINS - d->first[c]);
        for (size_t b = 0; b < NEUME_NMF_FRAME_BINS; b++)
            d->ratio[b] = spectrum[b] / (d->model[b] + 1e-6f);
        for (size_t c = 0; c < COLUMNS; c++)
            d->gain[c] *= dot(d->column[c] + d->first[c], d->ratio + d->first[c], NEUME_NMF_FRAME_BINS - d->first[c]);
    }
    for (size_t p = 0; p < NEUME_NMF_FRAME_PITCHES; p++) {
        salience[p] = 0;
        for (size_t s = 0; s < SHAPES; s++)
            salience[p] += d->gain[p * SHAPES + s];
    }
}
