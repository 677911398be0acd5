/* SPDX-License-Identifier: MIT
 *
 * Signals with a known truth. All are added to `out`, [count] samples, which signal_new() makes silent. */
#ifndef NEUME_TESTS_SUPPORT_SIGNALS_H
#define NEUME_TESTS_SUPPORT_SIGNALS_H

#include <stddef.h>
#include <stdint.h>

#define SIGNAL_PI 3.14159265358979323846

float *signal_new(size_t count); /* at least one sample is allocated; free it */

double signal_gain(double db); /* 10^(db / 20) */

/* amplitude * cos(2 pi hz n / rate + phase) */
void signal_sine(float *out, size_t count, double rate, double hz, double amplitude, double phase);

/* Uniform in -amplitude .. amplitude. */
void signal_noise(float *out, size_t count, double amplitude, uint64_t seed);

/* Harmonics 1..partials under 0.45 * rate, each of amplitude / h, with a vibrato of +-cents at vibrato_hz. */
void signal_harmonics(float *out, size_t count, double rate, double hz, int partials, double amplitude, double cents,
                      double vibrato_hz);

/* A struck or plucked thing that begins at out[0]: rises linearly in `attack` seconds and decays by e every `decay`.
 * A click is one sample. */
enum signal_hit { SIGNAL_CLICK, SIGNAL_NOISE, SIGNAL_TONE, SIGNAL_STRING, SIGNAL_KICK };
void signal_hit(float *out, size_t count, double rate, enum signal_hit kind, double attack, double decay,
                double amplitude);

/* Block lengths by which a stream may be cut. */
enum { SIGNAL_SPLIT_ROWS = 6 };
extern const size_t signal_splits[SIGNAL_SPLIT_ROWS];

#endif
