/* SPDX-License-Identifier: MIT */
#include "tests/support/noises.h"

#include <math.h>
#include <stdint.h>

#include "tests/support/support.h"

static const double pi = 3.14159265358979323846;

static double white(uint64_t *seed)
{
    return 2 * support_random(seed) - 1;
}

/* A resonance of noise that dies away: `count` samples from x on. */
static void burst(float *x, size_t count, double hz, double decay, double amplitude, uint64_t *seed)
{
    double r = exp(-pi * hz / 1.5 / NOISES_RATE), a = 2 * r * cos(2 * pi * hz / NOISES_RATE), y1 = 0, y2 = 0;
    for (size_t i = 0; i < count; i++) {
        double y = white(seed) * exp(-(double)i / (decay * NOISES_RATE)) + a * y1 - r * r * y2;
        y2 = y1;
        y1 = y;
        x[i] += (float)(amplitude * y);
    }
}

void noises_applause(float *x, size_t count)
{
    uint64_t seed = 5;
    double length = (double)count / NOISES_RATE;
    size_t clap = NOISES_RATE / 25;
    for (int k = 0; k < (int)(150 * length); k++) {
        double at = support_random(&seed) * (length - 0.05), loud = support_random(&seed);
        double swell = fmin(1, fmin(at, (length - at) / 2));
        burst(x + (size_t)(at * NOISES_RATE), clap, 700 + 2000 * support_random(&seed), 0.007,
              0.05 * swell * loud * loud, &seed);
    }
}

/* A vowel: pulses through one resonance, 12 ms faded in and out. */
static void vowel(float *x, size_t count, double from_hz, double to_hz, double formant)
{
    double phase = 0, r = exp(-pi * 90 / NOISES_RATE), a = 2 * r * cos(2 * pi * formant / NOISES_RATE), y1 = 0, y2 = 0;
    for (size_t i = 0; i < count; i++) {
        double t = (double)i / (double)count, hz = from_hz * pow(to_hz / from_hz, t);
        double edge = fmin(1, (double)(i < count - i ? i : count - i) / (0.012 * NOISES_RATE));
        phase += hz / NOISES_RATE;
        double pulse = phase >= 1;
        phase -= floor(phase);
        double y = pulse + a * y1 - r * r * y2;
        y2 = y1;
        y1 = y;
        x[i] += (float)(0.05 * edge * y);
    }
}

void noises_speech(float *x, size_t count)
{
    uint64_t seed = 11;
    size_t at = NOISES_RATE / 10;
    double pitch = 130;
    while (at + NOISES_RATE / 2 < count) {
        size_t hiss = (size_t)((0.03 + 0.05 * support_random(&seed)) * NOISES_RATE);
        size_t length = (size_t)((0.08 + 0.12 * support_random(&seed)) * NOISES_RATE);
        double next = 90 + 90 * support_random(&seed);
        burst(x + at, hiss, 4000 + 3000 * support_random(&seed), 0.03, 0.015, &seed);
        vowel(x + at + hiss, length, pitch, next, 350 + 700 * support_random(&seed));
        pitch = next * (0.85 + 0.3 * support_random(&seed));
        at += hiss + length + (support_random(&seed) < 0.15 ? NOISES_RATE / 4 : NOISES_RATE / 100);
    }
}

void noises_metronome(float *x, size_t count, double hz)
{
    size_t length = NOISES_RATE / 20;
    for (size_t at = NOISES_RATE / 10; at + length < count; at += NOISES_RATE / 2)
        for (size_t i = 0; i < length; i++) {
            double t = (double)i / NOISES_RATE;
            x[at + i] += (float)(0.6 * sin(2 * pi * hz * t) * exp(-t / 0.008));
        }
}

void noises_tone(float *x, size_t count, double hz, double amplitude)
{
    for (size_t i = 0; i < count; i++)
        x[i] += (float)(amplitude * sin(2 * pi * hz * (double)i / NOISES_RATE));
}
