/* SPDX-License-Identifier: MIT */
#include "analysis/onset_refine.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/constants.h"
#include "core/simd.h"

enum {
    BLOCK = 16, /* samples */
    HALF = BLOCK / 2,
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
static const float faded = 0.063f;       /* of the power: where a tone has ended, 12 dB down; */
static const float fading = 0.1f;        /* where it at least has to fall to */
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

/* Blocks of samples times e^(-i w n), n from the middle of each, for every partial: what is even about the middle times
 * the cosines, the rest times the sines. */
NEUME_SIMD static void mix(const float *restrict x, size_t blocks, const float (*restrict turn)[2][LANES],
                           float (*restrict re)[LANES], float (*restrict im)[LANES])
{
    for (size_t b = 0; b < blocks; b++, x += BLOCK) {
        float sum_re[LANES] = {0}, sum_im[LANES] = {0};
        for (size_t i = 0; i < HALF; i++) {
            float even = x[HALF + i] + x[HALF - 1 - i], odd = x[HALF + i] - x[HALF - 1 - i];
            for (size_t k = 0; k < LANES; k++) {
                sum_re[k] += even * turn[i][0][k];
                sum_im[k] += odd * turn[i][1][k];
            }
        }
        memcpy(re[b], sum_re, sizeof sum_re);
        memcpy(im[b], sum_im, sizeof sum_im);
    }
}

/* And each block times what the blocks before it have turned by. */
NEUME_SIMD static void turn_on(size_t blocks, const float *restrict step_re, const float *restrict step_im,
                               float (*restrict re)[LANES], float (*restrict im)[LANES])
{
    float c[LANES], s[LANES];
    for (size_t k = 0; k < LANES; k++) {
        c[k] = 1;
        s[k] = 0;
    }
    for (size_t b = 0; b < blocks; b++)
        for (size_t k = 0; k < LANES; k++) {
            float x = re[b][k], y = im[b][k], next = c[k] * step_re[k] - s[k] * step_im[k];
            re[b][k] = x * c[k] - y * s[k];
            im[b][k] = x * s[k] + y * c[k];
            s[k] = c[k] * step_im[k] + s[k] * step_re[k];
            c[k] = next;
        }
}

/* Every partial, moved down to 0 Hz. */
static void demodulate(struct neume_onset_refiner *r, const struct neume_sample_ring *ring, const struct plan *p)
{
    float turn[HALF][2][LANES] = {{{0}}}, step_re[LANES], step_im[LANES];
    for (size_t k = 0; k < LANES; k++) {
        double w = k < p->partials ? 2 * NEUME_PI * p->hz[k] / p->rate : 0;
        for (size_t i = 0; i < HALF && k < p->partials; i++) {
            turn[i][0][k] = (float)cos(w * ((double)i + 0.5));
            turn[i][1][k] = (float)-sin(w * ((double)i + 0.5));
        }
        step_re[k] = (float)cos(w * BLOCK);
        step_im[k] = (float)-sin(w * BLOCK);
    }
    neume_sample_ring_read(ring, p->first, p->blocks * BLOCK, r->sample);
    mix(r->sample, p->blocks, turn, r->re, r->im);
    turn_on(p->blocks, step_re, step_im, r->re, r->im);
}

/* out[i]: the mean of the `width` blocks around i, an odd number less than `count`. */
NEUME_SIMD static void blur(const float (*restrict x)[LANES], float (*restrict out)[LANES], size_t count, size_t width)
{
    float sum[LANES] = {0}, scale = 1 / (float)width;
    size_t half = width / 2;
    for (size_t i = 0; i < half; i++)
        for (size_t k = 0; k < LANES; k++)
            sum[k] += x[i][k];
    for (size_t i = 0; i < count; i++) {
        if (i + half < count)
            for (size_t k = 0; k < LANES; k++)
                sum[k] += x[i + half][k];
        if (i > half)
            for (size_t k = 0; k < LANES; k++)
                sum[k] -= x[i - half - 1][k];
        for (size_t k = 0; k < LANES; k++)
            out[i][k] = sum[k] * scale;
    }
}

NEUME_SIMD static void add_power(const float (*restrict x)[LANES], float (*restrict power)[BLOCKS], size_t count)
{
    for (size_t b = 0; b < count; b++)
        for (size_t k = 0; k < LANES; k++)
            power[k][b] += x[b][k] * x[b][k];
}

/* What each partial's power is around each block. */
static void follow_power(struct neume_onset_refiner *r, const struct plan *p)
{
    for (size_t k = 0; k < p->partials; k++)
        memset(r->power[k], 0, p->blocks * sizeof *r->power[k]);
    blur(r->re, r->blurred, p->blocks, p->width);
    blur(r->blurred, r->re, p->blocks, p->width);
    add_power(r->re, r->power, p->blocks);
    blur(r->im, r->blurred, p->blocks, p->width);
    blur(r->blurred, r->im, p->blocks, p->width);
    add_power(r->im, r->power, p->blocks);
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

/* Takes what was there in the quietest 20 ms before the peak off the power up to it. Returns the power that is no more
 * than what was there. */
static double keep_new(float *x, size_t first, size_t peak, size_t width)
{
    double base, stir = 0;
    size_t valley = find_valley(x, first, peak, width, &base);
    if (!(base < INFINITY))
        return INFINITY;
    for (size_t i = first; i < valley + width; i++)
        stir = fmax(stir, (double)x[i] - base);
    for (size_t i = first; i <= peak; i++)
        x[i] = fmaxf(x[i] - (float)base, 0);
    return fmin(clear * base, stir) + 0.05 * base;
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

/* Blocks, with a fraction: where the amplitude of power x last rises over `level` before block `from`, in which it is
 * over it; -1 if it never does after block `first`. */
static double last_rise(const float *x, size_t first, size_t from, double level)
{
    size_t i = from;
    float power = (float)(level * level);
    while (i > first && x[i - 1] >= power)
        i--;
    if (i == first)
        return -1;
    double here = sqrt((double)x[i]), before = sqrt((double)x[i - 1]);
    return (double)i - (here > before ? (here - level) / (here - before) : 0);
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
    for (int i = 0; i < 14; i++) {
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
    for (int i = 0; i < 12; i++) {
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
    double before = sqrt(keep_new(x, first, peak, (size_t)(quiet * p->rate / BLOCK))), top = sqrt((double)x[peak]);
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

/* The power of every partial of a tone from `begin` to `end`, in seconds. */
static struct plan look(struct neume_onset_refiner *r, const struct neume_sample_ring *ring, double rate,
                        const struct neume_onset_guess *guess, double begin, double end)
{
    struct plan p = {.rate = rate, .first = (int64_t)floor(begin * rate)};
    double per_block = rate / BLOCK;
    choose_partials(&p, guess);
    p.width = (size_t)lround(half_window(guess->hz) * per_block) | 1;
    p.blocks = (size_t)fmin(ceil((end - begin) * per_block), BLOCKS);
    demodulate(r, ring, &p);
    follow_power(r, &p);
    return p;
}

double neume_onset_refiner_find(struct neume_onset_refiner *r, const struct neume_sample_ring *ring, double rate,
                                const struct neume_onset_guess *guess)
{
    struct rise rise[LANES];
    double per_block = rate / BLOCK, half = half_window(guess->hz), spread;
    double begin = guess->time - guess->back - quiet - 2 * half;
    struct plan p = look(r, ring, rate, guess, begin, guess->end + 2 * half);
    size_t rises = 0;
    size_t centre = (size_t)fmin((guess->time - begin) * per_block, (double)(p.blocks - p.width) - 1);
    size_t latest = (size_t)fmin((double)centre + guess->on * per_block, (double)(p.blocks - p.width) - 1);
    for (size_t k = 0; k < p.partials; k++) {
        rise[rises] = find_rise(r->power[k], &p, centre, latest);
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

double neume_onset_refiner_fade(struct neume_onset_refiner *r, const struct neume_sample_ring *ring, double rate,
                                const struct neume_onset_guess *guess)
{
    double around = 2 * half_window(guess->hz), begin = guess->time - guess->back - around;
    struct plan p = look(r, ring, rate, guess, begin, guess->time + guess->on + around);
    size_t first = 2 * p.width, centre = (size_t)((guess->time - begin) * rate / BLOCK), low = centre;
    float strongest = 0, *x = r->power[0];
    for (size_t k = 1; k < p.partials; k++)
        for (size_t b = 0; b < p.blocks; b++)
            x[b] += r->power[k][b];
    for (size_t b = first; b <= centre; b++)
        strongest = fmaxf(strongest, x[b]);
    for (size_t b = centre; b + p.width < p.blocks && x[low] >= faded * strongest; b++)
        low = x[b] < x[low] ? b : low;
    if (low == centre || x[low] >= fading * strongest)
        return guess->time;
    return ((double)p.first + ((double)low + 0.5) * BLOCK) / rate;
}
