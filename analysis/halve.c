/* SPDX-License-Identifier: MIT */
#include "analysis/halve.h"

#include <math.h>
#include <string.h>

#include "analysis/constants.h"
#include "core/simd.h"

enum { PAST = NEUME_HALVE_TAPS - 1, PIECE = 256 };

/* The modified Bessel function of order 0, by its series. */
static double bessel(double x)
{
    double sum = 1, term = 1;
    for (int k = 1; k < 40; k++) {
        term *= x / (2 * k) * x / (2 * k);
        sum += term;
    }
    return sum;
}

void neume_halve_init(struct neume_halve *h)
{
    const double beta = 9;
    double sum = 0;
    memset(h, 0, sizeof *h);
    for (int i = 0; i < NEUME_HALVE_TAPS; i++) {
        int n = i - NEUME_HALVE_REACH;
        double x = (double)n / (NEUME_HALVE_REACH + 1);
        double ideal = n ? sin(NEUME_PI * n / 2) / (NEUME_PI * n) : 0.5;
        h->tap[i] = (float)(ideal * bessel(beta * sqrt(1 - x * x)) / bessel(beta));
        sum += h->tap[i];
    }
    for (int i = 0; i < NEUME_HALVE_TAPS; i++)
        h->tap[i] = (float)(h->tap[i] / sum);
    neume_halve_reset(h);
}

void neume_halve_reset(struct neume_halve *h)
{
    memset(h->past, 0, sizeof h->past);
    h->until = NEUME_HALVE_REACH + 1;
}

/* x: the samples from the first output's farthest one on. The taps at even distances from the middle are zero, so an
 * output takes every second sample beside its own. */
NEUME_SIMD static void convolve(const float *tap, const float *x, size_t count, float *out)
{
    float side[PIECE / 2 + NEUME_HALVE_REACH + 2], middle[PIECE / 2 + 1];
    for (size_t m = 0; m < count + NEUME_HALVE_REACH; m++)
        side[m] = x[2 * m];
    for (size_t m = 0; m < count; m++)
        middle[m] = x[2 * m + NEUME_HALVE_REACH];
    for (size_t m = 0; m < count; m++)
        out[m] = tap[0] * side[m] + tap[2] * side[m + 1] + tap[4] * side[m + 2] + tap[6] * side[m + 3] +
                 tap[8] * side[m + 4] + tap[9] * middle[m] + tap[10] * side[m + 5] + tap[12] * side[m + 6] +
                 tap[14] * side[m + 7] + tap[16] * side[m + 8] + tap[18] * side[m + 9];
}

/* At most PIECE samples. */
static size_t halve_piece(struct neume_halve *h, const float *in, size_t count, float *out)
{
    float x[PAST + PIECE];
    size_t made = count < h->until ? 0 : 1 + (count - h->until) / 2;
    memcpy(x, h->past, sizeof h->past);
    memcpy(x + PAST, in, count * sizeof *in);
    if (made)
        convolve(h->tap, x + h->until - 1, made, out);
    memcpy(h->past, x + count, sizeof h->past);
    h->until = h->until + 2 * made - count;
    return made;
}

size_t neume_halve_process(struct neume_halve *h, const float *in, size_t count, float *out)
{
    size_t made = 0;
    for (size_t at = 0; at < count; at += PIECE)
        made += halve_piece(h, in + at, count - at < PIECE ? count - at : PIECE, out + made);
    return made;
}
