/* SPDX-License-Identifier: MIT */
#include "analysis/onset_refine.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/constants.h"
#include "analysis/simd.h"

enum {
    BLOCK = 16, /* samples */
    LANES = NEUME_ONSET_REFINER_PARTIALS,
    BLOCKS = NEUME_ONSET_REFINER_BLOCKS,
    LOOKED_THROUGH = 12 /* partials */
};

static const double window = 0.0232;     /* seconds of a triangle: 43 Hz to half its amplitude */
static const double periods = 3;         /* of the fundamental that a window holds at least: or its partials beat */
static const double apart = 1.6;         /* widths of a window's spectrum between partials that can be told apart */
static const double highest = 3000;      /* Hz: over it, a pitch that is a little off is another frequency */
static const double share = 0.1;         /* of the peak amplitude: where a tone begins */
static const double second = 2.5;        /* times that: the attack's slope is read between the two */
static const double clear = 3;           /* times the power of what was there before is surely new */
static const double most_level = 0.4;    /* of the peak: higher, a rise says nothing of its beginning */
static const double clear_level = 0.2;   /* of the peak: lower, the partials say when, if */
static const double agreeing = 2;        /* of them or more, where there are so many, */
static const double most_spread = 0.008; /* seconds, are no further from one another than this */
static const double fall = 0.5;          /* of the highest power so far: where a peak is over */
static const double quiet = 0.02;        /* seconds over which what was there before is measured */
static const double longest = 0.5;       /* seconds of an attack */

struct plan {
    double rate, hz[LANES];
    size_t partials, width; /* width: blocks of half a window, odd */
    int64_t first;          /* sample */
    size_t blocks;
};

static double half_window(double hz)
{
    return 0.5 * fmax(window, periods / hz);
}

static int is_near(double hz, const double *other, size_t count, double least)
{
    for (size_t i = 0; i < count; i++)
        if (fabs(hz - other[i] * fmax(round(hz / other[i]), 1)) < least)
            return 1;
    return 0;
}

/* The partials that no other tone has; else those that no earlier one has; else the lowest. */
static void choose_partials(struct plan *p, const struct neume_onset_guess *g)
{
    double least = apart / (2 * half_window(g->hz));
    for (int strict = 2; strict >= 0 && !p->partials; strict--)
        for (int k = 1; k <= LOOKED_THROUGH && p->partials < LANES; k++) {
            double hz = k * g->hz;
            if (k > 1 && hz > highest)
                break;
            if ((strict > 0 && is_near(hz, g->old, g->old_count, least)) ||
                (strict > 1 && is_near(hz, g->new, g->new_count, least)))
                continue;
            p->hz[p->partials++] = hz;
        }
}

/* One block of samples times e^(-i w n) for every partial. */
NEUME_SIMD static void mix_block(const float *restrict x, const float (*restrict turn)[2][LANES], float *restrict re,
                                 float *restrict im)
{
    float sum_re[LANES] = {0}, sum_im[LANES] = {0};
    for (size_t i = 0; i < BLOCK; i++)
        for (size_t k = 0; k < LANES; k++) {
            sum_re[k] += x[i] * turn[i][0][k];
            sum_im[k] += x[i] * turn[i][1][k];
        }
    memcpy(re, sum_re, sizeof sum_re);
    memcpy(im, sum_im, sizeof sum_im);
}

/* Every partial, moved down to 0 Hz. */
static void demodulate(struct neume_onset_refiner *r, const struct neume_sample_ring *ring, const struct plan *p)
{
    float turn[BLOCK][2][LANES] = {{{0}}}, x[BLOCK];
    double re[LANES], im[LANES], step_re[LANES], step_im[LANES];
    for (size_t k = 0; k < LANES; k++) {
        double w = k < p->partials ? 2 * NEUME_PI * p->hz[k] / p->rate : 0;
        for (size_t i = 0; i < BLOCK && k < p->partials; i++) {
            turn[i][0][k] = (float)cos(w * (double)i);
            turn[i][1][k] = (float)-sin(w * (double)i);
        }
        step_re[k] = cos(w * BLOCK);
        step_im[k] = -sin(w * BLOCK);
        re[k] = 1;
        im[k] = 0;
    }
    for (size_t b = 0; b < p->blocks; b++) {
        neume_sample_ring_read(ring, p->first + (int64_t)(b * BLOCK), BLOCK, x);
        mix_block(x, turn, r->re[b], r->im[b]);
        for (size_t k = 0; k < LANES; k++) {
            double a = (double)r->re[b][k], c = (double)r->im[b][k], next = re[k] * step_re[k] - im[k] * step_im[k];
            r->re[b][k] = (float)(a * re[k] - c * im[k]);
            r->im[b][k] = (float)(a * im[k] + c * re[k]);
            im[k] = re[k] * step_im[k] + im[k] * step_re[k];
            re[k] = next;
        }
    }
}

/* out[i]: the mean of `width` blocks around i. */
NEUME_SIMD static void blur(const float (*restrict x)[LANES], float (*restrict out)[LANES], size_t count, size_t width)
{
    float sum[LANES] = {0};
    for (size_t i = 0; i < count + width / 2; i++)
        for (size_t k = 0; k < LANES; k++) {
            sum[k] += i < count ? x[i][k] : 0;
            sum[k] -= i >= width ? x[i - width][k] : 0;
            if (i >= width / 2)
                out[i - width / 2][k] = sum[k] / (float)width;
        }
}

/* What each partial's power is around each block: into r->im. */
static void follow_power(struct neume_onset_refiner *r, const struct plan *p)
{
    blur(r->re, r->blurred, p->blocks, p->width);
    blur(r->blurred, r->re, p->blocks, p->width);
    blur(r->im, r->blurred, p->blocks, p->width);
    blur(r->blurred, r->im, p->blocks, p->width);
    for (size_t b = 0; b < p->blocks; b++)
        for (size_t k = 0; k < LANES; k++)
            r->im[b][k] = r->re[b][k] * r->re[b][k] + r->im[b][k] * r->im[b][k];
}

/* Of the blocks in first .. end where `width` of them begin that have the lowest mean. */
static size_t find_valley(const float *x, size_t first, size_t end, size_t width, double *lowest)
{
    double sum = 0;
    size_t valley = first;
    *lowest = INFINITY;
    for (size_t i = first; i < end; i++) {
        sum += (double)x[i];
        if (i >= first + width)
            sum -= (double)x[i - width];
        if (i + 1 < first + width || !(sum / (double)width < *lowest))
            continue;
        *lowest = fmax(sum / (double)width, 0);
        valley = i + 1 - width;
    }
    return valley;
}

/* Turns power into the amplitude of what is new, over the quietest 20 ms before the peak. Returns what is no more than
 * what was there before. */
static double keep_new(float *x, size_t first, size_t peak, size_t count, size_t width)
{
    double base, stir = 0;
    size_t valley = find_valley(x, first, peak, width, &base);
    if (!(base < INFINITY))
        return INFINITY;
    for (size_t i = first; i < valley + width; i++)
        stir = fmax(stir, (double)x[i] - base);
    for (size_t i = 0; i < count; i++)
        x[i] = sqrtf(fmaxf(x[i] - (float)base, 0));
    return sqrt(fmin(clear * base, stir) + 0.05 * base);
}

/* The block of the peak that the rise about blocks first .. last leads to; it is over before `end`. */
static size_t find_peak(const float *x, size_t first, size_t last, size_t end)
{
    size_t top = first;
    for (size_t i = first; i < end; i++) {
        if (i > last && (double)x[i] < fall * (double)x[top])
            break;
        top = x[i] > x[top] ? i : top;
    }
    return top;
}

/* Blocks, with a fraction: where x last rises over `level` before block `from`, in which it is over it; -1 if it never
 * does after block `first`. */
static double last_rise(const float *x, size_t first, size_t from, double level)
{
    size_t i = from;
    while (i > first && (double)x[i - 1] >= level)
        i--;
    if (i == first)
        return -1;
    return (double)i - ((double)x[i] - level) / (double)(x[i] - x[i - 1]);
}

/* What a triangle of length 2 about 0 makes of a ramp from 0 on: (t)+ convolved with it. */
static double blurred_ramp(double t)
{
    double a = fmax(t + 1, 0), b = fmax(t, 0), c = fmax(t - 1, 0);
    return (a * a * a - 2 * b * b * b + c * c * c) / 6;
}

/* When a linear attack that begins at 0 and takes `attack`, blurred by that triangle, reaches `level`. */
static double blurred_rise(double attack, double level)
{
    double low = -1, high = attack + 1;
    for (int i = 0; i < 24; i++) {
        double t = 0.5 * (low + high), y = (blurred_ramp(t) - blurred_ramp(t - attack)) / attack;
        if (y < level)
            low = t;
        else
            high = t;
    }
    return 0.5 * (low + high);
}

/* Blocks after which a tone that is seen to take `rise` blocks from one level to the other reaches `share`, counted
 * from where it is seen to reach `level`. */
static double undo_blur(double rise, double level, double other, double width, double most)
{
    double low = 1e-3, high = most / width;
    for (int i = 0; i < 24; i++) {
        double attack = 0.5 * (low + high);
        if ((blurred_rise(attack, other) - blurred_rise(attack, level)) * width < rise)
            low = attack;
        else
            high = attack;
    }
    return (share * low - blurred_rise(low, level)) * width;
}

/* Where one partial, or all together, is seen to rise. */
struct rise {
    double at, later;    /* blocks: over `level`, and over `other` */
    double level, other; /* of its peak amplitude */
    double weight;       /* that amplitude; 0: it does not rise */
};

/* x: [p->blocks] power; `centre` .. `latest`: blocks in which a tone is there. */
static struct rise find_rise(float *x, const struct plan *p, size_t centre, size_t latest)
{
    size_t first = p->width, last = p->blocks - p->width, peak = find_peak(x, centre, latest, last);
    double before = keep_new(x, first, peak, p->blocks, (size_t)(quiet * p->rate / BLOCK)), top = (double)x[peak];
    struct rise r = {.level = fmax(share * top, before)};
    r.other = fmin(second * r.level, 0.5 * (r.level + top));
    if (!(r.level < most_level * top))
        return r;
    r.at = last_rise(x, first, peak, r.level);
    r.later = last_rise(x, first, peak, r.other);
    r.level /= top;
    r.other /= top;
    r.weight = r.at < 0 || r.later < r.at ? 0 : top;
    return r;
}

static int sooner(const void *a, const void *b)
{
    const struct rise *x = a, *y = b;
    return (x->at > y->at) - (x->at < y->at);
}

/* The rise in the middle of all by weight; *spread: blocks, the mean distance of the others. */
static struct rise middle(struct rise *r, size_t count, double *spread)
{
    double sum = 0, half = 0, off = 0;
    size_t i = 0;
    qsort(r, count, sizeof *r, sooner);
    for (size_t k = 0; k < count; k++)
        sum += r[k].weight;
    while (i < count && (half += r[i].weight) < 0.5 * sum)
        i++;
    for (size_t k = 0; k < count; k++)
        off += r[k].weight * fabs(r[k].at - r[i].at);
    *spread = off / sum;
    return r[i];
}

double neume_onset_refiner_find(struct neume_onset_refiner *r, const struct neume_sample_ring *ring, double rate,
                                const struct neume_onset_guess *guess)
{
    struct plan p = {.rate = rate};
    struct rise rise[LANES];
    double per_block = rate / BLOCK, half = half_window(guess->hz), spread;
    size_t rises = 0;
    choose_partials(&p, guess);
    p.width = (size_t)lround(half * per_block) | 1;
    double begin = guess->time - guess->back - quiet - 2 * half, end = guess->end + 2 * half;
    p.first = (int64_t)floor(begin * rate);
    p.blocks = (size_t)fmin(ceil((end - begin) * per_block), BLOCKS);
    demodulate(r, ring, &p);
    follow_power(r, &p);
    size_t centre = (size_t)fmin((guess->time - begin) * per_block, (double)(p.blocks - p.width) - 1);
    size_t latest = (size_t)fmin((double)centre + guess->on * per_block, (double)(p.blocks - p.width) - 1);
    for (size_t k = 0; k < p.partials; k++) {
        for (size_t b = 0; b < p.blocks; b++)
            r->power[b] = r->im[b][k];
        rise[rises] = find_rise(r->power, &p, centre, latest);
        rises += rise[rises].weight > 0;
    }
    if (rises < fmin(agreeing, fmax(floor(highest / guess->hz), 1)))
        return guess->time;
    struct rise m = middle(rise, rises, &spread);
    if (m.level > clear_level || spread > most_spread * per_block)
        return guess->time;
    double at = m.at + undo_blur(m.later - m.at, m.level, m.other, (double)p.width, longest * per_block);
    double time = ((double)p.first + (at + 0.5) * BLOCK) / rate;
    return time < guess->time - guess->back || time > guess->time + guess->on ? guess->time : fmax(time, 0);
}
