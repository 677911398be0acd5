/* SPDX-License-Identifier: MIT */
#include "analysis/halve.h"

#include <math.h>
#include <string.h>

#include "analysis/constants.h"

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
    h->at = 0;
    h->until = NEUME_HALVE_REACH + 1;
}

size_t neume_halve_process(struct neume_halve *h, const float *in, size_t count, float *out)
{
    size_t made = 0;
    for (size_t n = 0; n < count; n++) {
        h->past[h->at] = h->past[h->at + NEUME_HALVE_TAPS] = in[n];
        h->at = h->at + 1 == NEUME_HALVE_TAPS ? 0 : h->at + 1;
        if (--h->until)
            continue;
        h->until = 2;
        float sum = 0;
        for (size_t i = 0; i < NEUME_HALVE_TAPS; i++)
            sum += h->tap[i] * h->past[h->at + i];
        out[made++] = sum;
    }
    return made;
}
