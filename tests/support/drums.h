/* SPDX-License-Identifier: MIT
 *
 * Synthetic drums with known truth. */
#ifndef NEUME_TESTS_SUPPORT_DRUMS_H
#define NEUME_TESTS_SUPPORT_DRUMS_H

#include <stddef.h>

enum { DRUMS_RATE = 44100, DRUMS_MOST = 64 };

struct drums_strike {
    char drum;   /* k kick, s snare, h closed hat, c crash, t tom */
    double time; /* seconds */
    double gain; /* peak amplitude */
};

struct drums {
    float *samples; /* [count], at drums_rate */
    size_t count;
    struct drums_strike strike[DRUMS_MOST];
    size_t strikes;
};

void drums_init(struct drums *d, double seconds); /* silence; free with drums_release() */
void drums_release(struct drums *d);

void drums_strike(struct drums *d, char drum, double time, double gain);

/* `pattern` at even steps: a letter strikes, '.' rests, K and S strike that drum and a hat. */
void drums_play(struct drums *d, const char *pattern, double start, double step, double gain);

#endif
