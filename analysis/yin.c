/* SPDX-License-Identifier: MIT */
#include "analysis/yin.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/simd.h"

/* The share that the lowest minimum gets when it is under no threshold (p_a in the paper). */
static const float lowest_share = 0.01f;

/* How much less deep than the dip at a period the one at a half or a third of it may be and still be taken, on average:
 * a part of its own; one over the lag, since the dips of short periods fall between samples; and one of the depth,
 * since noise leaves none deep. */
static const float fit = 0.003f, fit_short = 0.15f, fit_noise = 4;

/* The smallest power of two, or five quarters or three halves of one, that holds `least` samples: the correlation wraps
 * around it without reaching the lags that count. */
static size_t transform_size(size_t least)
{
    static const size_t quarters[] = {4, 5, 6};
    for (size_t size = 8;; size *= 2)
        for (int i = 0; i < 3; i++)
            if (size * quarters[i] >= least)
                return size * quarters[i];
}

enum neume_status neume_yin_init(struct neume_yin *y, size_t window, size_t min_lag, size_t max_lag)
{
    memset(y, 0, sizeof *y);
    if (min_lag < 2 || max_lag <= min_lag || window < 16)
        return NEUME_ERR_ARGUMENT;
    size_t size = transform_size(window + max_lag);
    y->window = window;
    y->min_lag = min_lag;
    y->max_lag = max_lag;
    y->all = neume_fft_new_forward(size);
    y->head = neume_fft_new(size);
    y->energy = malloc((window + max_lag + 1) * sizeof *y->energy);
    y->raw = malloc((max_lag + 1) * sizeof *y->raw);
    y->sum = malloc((max_lag + 1) * sizeof *y->sum);
    y->difference = malloc((max_lag + 1) * sizeof *y->difference);
    if (!y->all || !y->head || !y->energy || !y->raw || !y->sum || !y->difference) {
        neume_yin_release(y);
        return NEUME_ERR_MEMORY;
    }
    return NEUME_OK;
}

void neume_yin_release(struct neume_yin *y)
{
    if (!y)
        return;
    neume_fft_free(y->all);
    neume_fft_free(y->head);
    free(y->energy);
    free(y->raw);
    free(y->sum);
    free(y->difference);
    memset(y, 0, sizeof *y);
}

/* r(lag) = sum over j < W of x[j] x[j + lag], times the FFT size, left in head's time buffer. */
static void correlate(struct neume_yin *y, const float *frame)
{
    size_t size = neume_fft_size(y->all), all = y->window + y->max_lag;
    float *a = neume_fft_time(y->all), *h = neume_fft_time(y->head);
    memcpy(a, frame, all * sizeof *a);
    memset(a + all, 0, (size - all) * sizeof *a);
    memcpy(h, frame, y->window * sizeof *h);
    memset(h + y->window, 0, (size - y->window) * sizeof *h);
    neume_fft_forward(y->all);
    neume_fft_forward(y->head);
    const struct neume_fft_bin *f = neume_fft_bins(y->all);
    struct neume_fft_bin *g = neume_fft_bins(y->head);
    for (size_t k = 0; k <= size / 2; k++) {
        struct neume_fft_bin b = g[k];
        g[k].re = f[k].re * b.re + f[k].im * b.im;
        g[k].im = f[k].im * b.re - f[k].re * b.im;
    }
    neume_fft_inverse(y->head);
}

/* x[i] becomes the sum up to it. Four parts at a time: one sum alone waits for each addition. */
static void sum_up(double *x, size_t count)
{
    const size_t part = count / 4;
    double *b = x + part, *c = b + part, *d = c + part, sum[4] = {0};
    for (size_t i = 0; i < part; i++) {
        x[i] = sum[0] += x[i];
        b[i] = sum[1] += b[i];
        c[i] = sum[2] += c[i];
        d[i] = sum[3] += d[i];
    }
    for (size_t i = 4 * part; i < count; i++)
        x[i] = sum[3] += x[i];
    sum[1] += sum[0];
    sum[2] += sum[1];
    for (size_t i = 0; i < part; i++) {
        b[i] += sum[0];
        c[i] += sum[1];
    }
    for (size_t i = 3 * part; i < count; i++)
        x[i] += sum[2];
}

/* The sums of squares up to each sample. */
static void sum_squares(const float *frame, size_t count, double *energy)
{
    energy[0] = 0;
    for (size_t j = 0; j < count; j++)
        energy[j + 1] = (double)frame[j] * frame[j];
    sum_up(energy + 1, count);
}

/* The difference at each lag from `energy`, [window + count], and the correlation r, [count]. */
NEUME_SIMD static void subtract(const double *restrict energy, size_t window, const float *restrict r, size_t count,
                                double scale, double floor_, double *restrict out)
{
    const double *restrict ahead = energy + window, head = energy[window];
    for (size_t lag = 0; lag < count; lag++) {
        double d = head + ahead[lag] - energy[lag] - scale * r[lag];
        out[lag] = d < floor_ ? floor_ : d;
    }
}

NEUME_SIMD static void normalise(const double *restrict d, const double *restrict sum, size_t count,
                                 float *restrict out)
{
    for (size_t lag = 1; lag < count; lag++)
        out[lag] = (float)(d[lag] * (double)(int32_t)lag / sum[lag]);
}

void neume_yin_process(struct neume_yin *y, const float *frame)
{
    const size_t w = y->window, count = y->max_lag + 1;
    correlate(y, frame);
    sum_squares(frame, w + y->max_lag, y->energy);
    /* Below this share of the energy the transform's rounding is all there is. */
    double floor_ = 1e-7 * y->energy[w + y->max_lag] + 1e-12;
    subtract(y->energy, w, neume_fft_time(y->head), count, 2.0 / (double)neume_fft_size(y->head), floor_, y->raw);
    memcpy(y->sum + 1, y->raw + 1, y->max_lag * sizeof *y->sum);
    sum_up(y->sum + 1, y->max_lag);
    y->difference[0] = 1;
    normalise(y->raw, y->sum, count, y->difference);
}

/* The parabola is laid through the raw difference, as in the paper (section II.E): the normalised one is lopsided. Over
 * three lags the two differ by a factor of 1 / lag alone. */
static float refine(const struct neume_yin *y, size_t lag)
{
    float a = y->difference[lag - 1] / (float)(lag - 1), b = y->difference[lag] / (float)lag,
          c = y->difference[lag + 1] / (float)(lag + 1);
    float curve = a - 2 * b + c;
    return (float)lag + (curve > 0 ? 0.5f * (a - c) / curve : 0);
}

static int is_minimum(const float *d, size_t lag)
{
    return d[lag] < d[lag - 1] && d[lag] <= d[lag + 1];
}

/* The share of thresholds below x under Beta(2, 18): its cumulative distribution. */
static float thresholds_below(float x)
{
    if (x <= 0)
        return 0;
    if (x >= 1)
        return 1;
    float u = 1 - x, u2 = u * u, u4 = u2 * u2, u8 = u4 * u4, u18 = u8 * u8 * u2;
    return 1 - u18 * (1 + 18 * x);
}

static size_t keep(struct neume_yin_candidate *out, size_t n, size_t capacity, float lag, float probability)
{
    if (n == capacity) {
        size_t weakest = 0;
        for (size_t i = 1; i < n; i++)
            if (out[i].probability < out[weakest].probability)
                weakest = i;
        if (out[weakest].probability >= probability)
            return n;
        memmove(out + weakest, out + weakest + 1, (n - weakest - 1) * sizeof *out);
        n--;
    }
    out[n] = (struct neume_yin_candidate){lag, probability};
    return n + 1;
}

/* How deep the dip at a minimum is between the lags: a bright high tone's falls between two samples. */
static float depth(const float *d, size_t lag)
{
    float a = d[lag - 1], b = d[lag], c = d[lag + 1], curve = a - 2 * b + c;
    float v = curve > 0 ? b - 0.125f * (a - c) * (a - c) / curve : b;
    return v > 0 ? v : 0;
}

/* The same at a candidate's lag. */
static float depth_at(const struct neume_yin *y, float lag)
{
    size_t l = (size_t)lroundf(lag);
    l = l > y->min_lag && y->difference[l - 1] < y->difference[l] ? l - 1 : l;
    l = l + 1 < y->max_lag && y->difference[l + 1] < y->difference[l] ? l + 1 : l;
    return l > 0 && l < y->max_lag ? depth(y->difference, l) : 1;
}

size_t neume_yin_candidates(const struct neume_yin *y, struct neume_yin_candidate *out, size_t capacity)
{
    const float *d = y->difference;
    float lowest = 1;
    size_t n = 0;
    /* A threshold picks the first minimum below it: the one at `lag` is picked by those between its value and the
     * lowest of the minima before it. */
    for (size_t lag = y->min_lag; lag < y->max_lag && capacity; lag++) {
        float here;
        if (!is_minimum(d, lag) || (here = depth(d, lag)) >= lowest)
            continue;
        n = keep(out, n, capacity, refine(y, lag), thresholds_below(lowest) - thresholds_below(here));
        lowest = here;
    }
    if (n)
        out[n - 1].probability += lowest_share * thresholds_below(lowest);
    return n;
}

static int is_multiple(float lag, float of)
{
    return fabsf(lag - 2 * of) <= 0.03f * lag + 0.5f || fabsf(lag - 3 * of) <= 0.02f * lag + 0.5f;
}

void neume_yin_weigh_octaves(const struct neume_yin *y, struct neume_yin_candidate *c, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++) {
            if (!is_multiple(c[j].lag, c[i].lag))
                continue;
            float part = depth_at(y, c[i].lag), whole = depth_at(y, c[j].lag);
            float mean = fit + fit_short / c[i].lag + fit_noise * whole;
            float moved = thresholds_below((part - whole) * 0.1f / mean);
            c[j].probability += moved * c[i].probability;
            c[i].probability *= 1 - moved;
            break;
        }
}

enum { SUMS = 32, LANES = 8 }; /* sums that grow side by side: one alone waits for each addition */

/* The squared difference of two stretches of `count` samples, a multiple of LANES, over their energy: 0 for a perfect
 * period. */
NEUME_SIMD static float mismatch(const float *restrict a, const float *restrict b, size_t count)
{
    float difference[SUMS] = {0}, energy[SUMS] = {0};
    size_t j = 0;
    for (; j + SUMS <= count; j += SUMS)
        for (size_t i = 0; i < SUMS; i++) {
            float d = a[j + i] - b[j + i];
            difference[i] += d * d;
            energy[i] += a[j + i] * a[j + i] + b[j + i] * b[j + i];
        }
    for (; j < count; j += LANES)
        for (size_t i = 0; i < LANES; i++) {
            float d = a[j + i] - b[j + i];
            difference[i] += d * d;
            energy[i] += a[j + i] * a[j + i] + b[j + i] * b[j + i];
        }
    for (size_t half = SUMS / 2; half > 0; half /= 2)
        for (size_t i = 0; i < half; i++) {
            difference[i] += difference[i + half];
            energy[i] += energy[i + half];
        }
    return difference[0] / (energy[0] + 1e-20f);
}

static float mismatch_at(const float *middle, size_t span, size_t lag)
{
    const float *a = middle - (span + lag) / 2;
    return mismatch(a, a + lag, span);
}

float neume_yin_sharpen(const struct neume_yin *y, const float *frame, size_t middle, float lag)
{
    size_t span = ((size_t)(2 * lag) + 255) / LANES * LANES;
    span = span > y->window ? y->window / LANES * LANES : span;
    size_t step = 1 + (size_t)lag / 50, low = (size_t)(lag * 0.94f), high = (size_t)(lag * 1.06f) + 1, best = low;
    float lowest = 2, beside[2];
    for (size_t l = low; l <= high; l += step) {
        float m = mismatch_at(frame + middle, span, l);
        if (m < lowest) {
            best = l;
            lowest = m;
        }
    }
    /* Halving steps down to single samples; the last pass leaves the neighbours for the parabola. */
    for (;;) {
        step = step > 1 ? step / 2 : 1;
        size_t middle_lag = best;
        for (int side = 0; side < 2; side++) {
            beside[side] = mismatch_at(frame + middle, span, side ? middle_lag + step : middle_lag - step);
            if (beside[side] < lowest) {
                best = side ? middle_lag + step : middle_lag - step;
                lowest = beside[side];
            }
        }
        if (step == 1 && best == middle_lag)
            break;
        if (best < low || best > high)
            return lag;
    }
    float curve = beside[0] - 2 * lowest + beside[1];
    return curve > 0 ? (float)best + 0.5f * (beside[0] - beside[1]) / curve : lag;
}

float neume_yin_lag(const struct neume_yin *y, float threshold)
{
    size_t best = 0;
    for (size_t lag = y->min_lag; lag < y->max_lag; lag++) {
        if (!is_minimum(y->difference, lag))
            continue;
        if (!best || y->difference[lag] < y->difference[best])
            best = lag;
        if (y->difference[lag] < threshold)
            break;
    }
    return best ? refine(y, best) : 0;
}
