/* SPDX-License-Identifier: MIT */
#include "tests/support/drums.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/support.h"

static double noise(uint64_t *seed)
{
    return 2 * support_random(seed) - 1;
}

/* Two first differences: noise that rises by 12 dB an octave. */
static double bright(uint64_t *seed, double past[2])
{
    double now = noise(seed), out = (now - 2 * past[0] + past[1]) / 4;
    past[1] = past[0];
    past[0] = now;
    return out;
}

/* Noise that falls by 12 dB an octave from 4 kHz up, as that of snare wires does. */
static double wires(uint64_t *seed, double past[2])
{
    past[0] += 0.43 * (noise(seed) - past[0]);
    past[1] += 0.43 * (past[0] - past[1]);
    return past[1];
}

static double sound(char drum, double t, uint64_t *seed, double past[2])
{
    const double turn = 6.283185307179586;
    switch (drum) {
    case 'k': /* 120 Hz falling to 50, after Bridge-T drum machines */
        return exp(-t / 0.08) * sin(turn * (50 * t + 70 * 0.03 * (1 - exp(-t / 0.03))));
    case 's':
        return 0.5 * exp(-t / 0.05) * sin(turn * 200 * t) + 0.8 * exp(-t / 0.07) * wires(seed, past);
    case 'h':
        return exp(-t / 0.03) * bright(seed, past);
    case 'c':
        return exp(-t / 0.8) * bright(seed, past);
    case 't':
        return 0.9 * exp(-t / 0.15) * sin(turn * 170 * t) + 0.1 * exp(-t / 0.02) * wires(seed, past);
    default:
        fail_msg("no drum '%c'", drum);
        return 0;
    }
}

void drums_init(struct drums *d, double seconds)
{
    memset(d, 0, sizeof *d);
    d->count = (size_t)(seconds * DRUMS_RATE);
    d->samples = calloc(d->count + 1, sizeof *d->samples);
    assert_non_null(d->samples);
}

void drums_release(struct drums *d)
{
    free(d->samples);
}

void drums_strike(struct drums *d, char drum, double time, double gain)
{
    uint64_t seed = 77 + d->strikes;
    double past[2] = {0, 0};
    size_t first = (size_t)lround(time * DRUMS_RATE);
    assert_true(d->strikes < DRUMS_MOST);
    d->strike[d->strikes++] = (struct drums_strike){drum, (double)first / DRUMS_RATE, gain};
    for (size_t n = first; n < d->count; n++)
        d->samples[n] += (float)(gain * sound(drum, (double)(n - first) / DRUMS_RATE, &seed, past));
}

void drums_play(struct drums *d, const char *pattern, double start, double step, double gain)
{
    for (size_t i = 0; pattern[i]; i++) {
        double time = start + step * (double)i;
        if (pattern[i] == '.')
            continue;
        if (pattern[i] == 'K' || pattern[i] == 'S')
            drums_strike(d, 'h', time, gain);
        drums_strike(d, pattern[i] == 'K' ? 'k' : pattern[i] == 'S' ? 's' : pattern[i], time, gain);
    }
}
