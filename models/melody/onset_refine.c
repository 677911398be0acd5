/* SPDX-License-Identifier: MIT */
#include "models/melody/onset_refine.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum {
    BLOCK = NEUME_ONSET_REFINE_BLOCK,
    PARTIALS = 12, /* that are looked through, */
    MOST = 5       /* and used */
};

static const double window = 0.0116;   /* seconds of the running mean that is taken twice: a triangle of 23 ms */
static const double apart = 70;        /* Hz that such a triangle tells apart */
static const double highest = 3000;    /* Hz: over it, a pitch that is a little off is another frequency */
static const double after = 0.06;      /* seconds in which a tone is there in full */
static const double before = 0.02;     /* seconds at the beginning of what is looked at, that say what was there */
static const double noise = 2;         /* times that is still what was there */
static const double least_rise = 0.25; /* the share of its power that that may be */
static const double begun = 0.003;     /* the share of its power where it begins: a twentieth of its amplitude */

/* 1 where no partial of `other` is near. */
static int is_new(double hz, double other)
{
    return other <= 0 || fabs(hz - other * fmax(round(hz / other), 1)) > apart;
}

/* The mean of `width` blocks around each, in place, by way of `scratch`. */
static void smooth(float *x, size_t count, size_t width, float *scratch)
{
    double sum = 0;
    for (size_t i = 0; i < count + width / 2; i++) {
        sum += i < count ? (double)x[i] : 0;
        sum -= i >= width ? (double)x[i - width] : 0;
        if (i >= width / 2)
            scratch[i - width / 2] = (float)(sum / (double)width);
    }
    memcpy(x, scratch, count * sizeof *x);
}

/* Adds the power of one partial around every block. */
static void add_partial(struct neume_onset_refine *e, const float *sample, size_t blocks, double rate, double hz)
{
    double step = 6.283185307179586 * hz / rate, turn_re = cos(step), turn_im = -sin(step), re = 1, im = 0;
    size_t width = (size_t)lround(window * rate / BLOCK) | 1;
    for (size_t b = 0; b < blocks; b++) {
        double sum_re = 0, sum_im = 0;
        for (size_t i = b * BLOCK; i < (b + 1) * BLOCK; i++) {
            double next = re * turn_re - im * turn_im;
            sum_re += re * (double)sample[i];
            sum_im += im * (double)sample[i];
            im = re * turn_im + im * turn_re;
            re = next;
        }
        e->re[b] = (float)sum_re;
        e->im[b] = (float)sum_im;
    }
    for (int twice = 0; twice < 2; twice++) {
        smooth(e->re, blocks, width, e->scratch);
        smooth(e->im, blocks, width, e->scratch);
    }
    for (size_t b = 0; b < blocks; b++)
        e->power[b] += e->re[b] * e->re[b] + e->im[b] * e->im[b];
}

/* The block in which the power has just risen to `top`'s; -1 where it was there before. */
static long rise_to(const float *power, size_t first, size_t top, size_t quiet)
{
    double base = 0;
    for (size_t i = first; i < first + quiet && i < top; i++)
        base += (double)power[i] / (double)quiet;
    double least = noise * base + begun * (double)power[top];
    if (noise * base >= least_rise * (double)power[top])
        return -1;
    size_t at = top;
    while (at > first && (double)power[at] > least)
        at--;
    return (long)at;
}

double neume_onset_refine_find(struct neume_onset_refine *e, const float *sample, size_t count, double rate, double hz,
                               double other, size_t sure, size_t back)
{
    size_t used = 0, blocks = count / BLOCK, from = sure / BLOCK, last = (sure + (size_t)(after * rate)) / BLOCK;
    size_t first = sure > back ? (sure - back) / BLOCK : 0;
    assert(count <= NEUME_ONSET_REFINE_SAMPLES);
    memset(e->power, 0, blocks * sizeof *e->power);
    for (int k = 1; k <= PARTIALS && used < MOST && k * hz < highest; k++)
        if (is_new(k * hz, other)) {
            add_partial(e, sample, blocks, rate, k * hz);
            used++;
        }
    last = last < blocks ? last : blocks;
    if (!used || from >= last)
        return -1;
    size_t top = from;
    for (size_t i = from; i < last; i++)
        top = e->power[i] > e->power[top] ? i : top;
    long at = rise_to(e->power, first, top, (size_t)(before * rate / BLOCK));
    return at < 0 ? -1 : (double)BLOCK * ((double)at + 0.5);
}
