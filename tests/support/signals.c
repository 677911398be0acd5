/* SPDX-License-Identifier: MIT */
#include "tests/support/signals.h"

#include <math.h>
#include <stdlib.h>

#include "tests/support/support.h"

const size_t signal_splits[SIGNAL_SPLIT_ROWS] = {1, 7, 256, 1000, 4096, 1000000};

float *signal_new(size_t count)
{
    float *x = calloc(count + 1, sizeof *x);
    assert_non_null(x);
    return x;
}

double signal_gain(double db)
{
    return pow(10, db / 20);
}

void signal_sine(float *out, size_t count, double rate, double hz, double amplitude, double phase)
{
    for (size_t n = 0; n < count; n++)
        out[n] += (float)(amplitude * cos(2 * SIGNAL_PI * hz * (double)n / rate + phase));
}

void signal_noise(float *out, size_t count, double amplitude, uint64_t seed)
{
    for (size_t n = 0; n < count; n++)
        out[n] += (float)(amplitude * (2 * support_random(&seed) - 1));
}

void signal_harmonics(float *out, size_t count, double rate, double hz, int partials, double amplitude, double cents,
                      double vibrato_hz)
{
    double phase = 0;
    for (size_t n = 0; n < count; n++) {
        double bend = cents * sin(2 * SIGNAL_PI * vibrato_hz * (double)n / rate);
        double now = hz * pow(2, bend / 1200), sum = 0;
        for (int h = 1; h <= partials && h * now < 0.45 * rate; h++)
            sum += sin(h * phase) / h;
        out[n] += (float)(amplitude * sum);
        phase = fmod(phase + 2 * SIGNAL_PI * now / rate, 2 * SIGNAL_PI);
    }
}

static double hit_at(enum signal_hit kind, double t, double rate, uint64_t *seed)
{
    double sum = 0;
    switch (kind) {
    case SIGNAL_CLICK:
        return t < 0.5 / rate;
    case SIGNAL_NOISE:
        return 2 * support_random(seed) - 1;
    case SIGNAL_TONE:
        return sin(2 * SIGNAL_PI * 660 * t);
    case SIGNAL_STRING:
        for (int h = 1; h <= 12; h++)
            sum += sin(2 * SIGNAL_PI * 196 * h * t + h * h) / h * exp(-t * h * 2);
        return sum / 2;
    case SIGNAL_KICK: /* from 200 to 50 Hz, the phase being the integral of the frequency */
        return sin(2 * SIGNAL_PI * (50 * t + 150 * 0.03 * (1 - exp(-t / 0.03))));
    }
    return 0;
}

void signal_hit(float *out, size_t count, double rate, enum signal_hit kind, double attack, double decay,
                double amplitude)
{
    uint64_t seed = 99;
    for (size_t n = 0; n < count; n++) {
        double t = (double)n / rate, rise = t < attack && kind != SIGNAL_CLICK ? t / attack : 1;
        if (t > attack + 14 * decay)
            return;
        out[n] += (float)(amplitude * rise * exp(-fmax(t - attack, 0) / decay) * hit_at(kind, t, rate, &seed));
    }
}
