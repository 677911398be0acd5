/* SPDX-License-Identifier: MIT */
#include "core/biquad.h"

#include <math.h>

static const double pi = 3.14159265358979323846;

static struct neume_biquad section(double hz, double sample_rate, int high)
{
    double w = 2 * pi * hz / sample_rate, c = cos(w), alpha = sin(w) / sqrt(2), a0 = 1 + alpha;
    double b1 = high ? -(1 + c) : 1 - c;
    return (struct neume_biquad){.b0 = (float)(fabs(b1) / 2 / a0),
                                 .b1 = (float)(b1 / a0),
                                 .b2 = (float)(fabs(b1) / 2 / a0),
                                 .a1 = (float)(-2 * c / a0),
                                 .a2 = (float)((1 - alpha) / a0)};
}

struct neume_biquad neume_biquad_high_pass(double hz, double sample_rate)
{
    return section(hz, sample_rate, 1);
}

struct neume_biquad neume_biquad_low_pass(double hz, double sample_rate)
{
    return section(hz, sample_rate, 0);
}

void neume_biquad_settle(float *state)
{
    static const float least = 1e-20f;
    for (int i = 0; i < 2; i++)
        if (fabsf(state[i]) < least)
            state[i] = 0;
}
