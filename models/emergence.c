/* SPDX-License-Identifier: MIT */
#include "models/emergence.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { partials = 12, most = 5 }; /* that are looked through, and used */

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

/* The mean of `width` samples around each, in place, by way of `scratch`. */
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

/* Adds the power of one partial around every sample. */
static void add_partial(struct neume_emergence *e, const float *sample, size_t count, double rate, double hz)
{
    double step = 6.283185307179586 * hz / rate, turn_re = cos(step), turn_im = -sin(step), re = 1, im = 0;
    size_t width = (size_t)lround(window * rate) | 1;
    for (size_t i = 0; i < count; i++) {
        double next = re * turn_re - im * turn_im;
        e->re[i] = (float)(re * (double)sample[i]);
        e->im[i] = (float)(im * (double)sample[i]);
        im = re * turn_im + im * turn_re;
        re = next;
    }
    float *scratch = e->scratch;
    for (int twice = 0; twice < 2; twice++) {
        smooth(e->re, count, width, scratch);
        smooth(e->im, count, width, scratch);
    }
    for (size_t i = 0; i < count; i++)
        e->power[i] += e->re[i] * e->re[i] + e->im[i] * e->im[i];
}

double neume_emergence_find(struct neume_emergence *e, const float *sample, size_t count, double rate, double hz,
                            double other, size_t sure, size_t back)
{
    size_t used = 0, last = sure + (size_t)(after * rate), first = sure > back ? sure - back : 0;
    assert(count <= neume_emergence_samples);
    memset(e->power, 0, count * sizeof *e->power);
    for (int k = 1; k <= partials && used < most && k * hz < highest; k++)
        if (is_new(k * hz, other)) {
            add_partial(e, sample, count, rate, k * hz);
            used++;
        }
    last = last < count ? last : count;
    if (!used || sure >= last)
        return -1;
    size_t top = sure, at;
    for (size_t i = sure; i < last; i++)
        top = e->power[i] > e->power[top] ? i : top;
    size_t quiet = (size_t)(before * rate);
    double base = 0;
    for (size_t i = first; i < first + quiet && i < top; i++)
        base += (double)e->power[i] / (double)quiet;
    double least = noise * base + begun * (double)e->power[top];
    for (at = top; at > first && (double)e->power[at] > least; at--)
        ;
    return noise * base < least_rise * (double)e->power[top] ? (double)at : -1;
}
