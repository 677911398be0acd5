/* SPDX-License-Identifier: MIT */
#include "audio/brightness.h"

#include <math.h>

void neume_brightness_process(struct neume_brightness *b, const float *mono, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        double step = b->started ? (double)mono[i] - (double)b->last : 0;
        b->power += (double)mono[i] * (double)mono[i];
        b->steps += step * step;
        b->last = mono[i];
        b->started = 1;
    }
}

double neume_brightness_value(const struct neume_brightness *b, double rate)
{
    /* A sine of w radians a sample has differences of 2 sin(w / 2) times its size. */
    double half = b->power > 0 ? sqrt(b->steps / b->power) / 2 : 0;
    return rate / 3.14159265358979323846 * asin(half < 1 ? half : 1);
}
