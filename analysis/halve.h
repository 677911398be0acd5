/* SPDX-License-Identifier: MIT
 *
 * Every second sample of a stream, behind a half-band low-pass, with no delay: sample m stands for input sample 2 m. */
#ifndef NEUME_ANALYSIS_HALVE_H
#define NEUME_ANALYSIS_HALVE_H

#include <stddef.h>

enum {
    NEUME_HALVE_REACH = 9, /* input samples on either side of the one that an output stands for */
    NEUME_HALVE_TAPS = 2 * NEUME_HALVE_REACH + 1
};

struct neume_halve {
    float tap[NEUME_HALVE_TAPS];      /* Kaiser, beta 9: -87 dB beyond 0.42 of the input rate, flat below 0.08 */
    float past[NEUME_HALVE_TAPS - 1]; /* the newest samples */
    size_t until;                     /* samples to come before the next output */
};

void neume_halve_init(struct neume_halve *h);
void neume_halve_reset(struct neume_halve *h);

/* out: room for count / 2 + 1 samples. Returns how many were made. Output m comes with input 2 m + NEUME_HALVE_REACH.
 */
size_t neume_halve_process(struct neume_halve *h, const float *in, size_t count, float *out);

#endif
