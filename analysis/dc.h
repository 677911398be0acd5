/* SPDX-License-Identifier: MIT
 *
 * A DC blocker: without it a constant is the best period there is, and its leakage the lowest note. */
#ifndef NEUME_ANALYSIS_DC_H
#define NEUME_ANALYSIS_DC_H

#include <stddef.h>

/* y[n] = x[n] - x[n - 1] + pole y[n - 1]; zero in, zero state after reset. */
struct neume_dc {
    float pole, last_in, last_out;
    size_t place; /* samples since it was last asked whether the tail is over */
};

/* -3 dB at 15 Hz; -1 dB at 30 Hz. sample_rate: Hz. */
void neume_dc_init(struct neume_dc *d, double sample_rate);
void neume_dc_reset(struct neume_dc *d);

/* in, out: [count], and may be the same. */
void neume_dc_process(struct neume_dc *d, const float *in, size_t count, float *out);

#endif
