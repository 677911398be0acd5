/* SPDX-License-Identifier: MIT */
#ifndef NEUME_ANALYSIS_LOGARITHM_H
#define NEUME_ANALYSIS_LOGARITHM_H

#include <stddef.h>

/* Natural logarithms, out[i] = ln x[i], several at a time; x: 1.2e-38 and up, finite. Within 1e-7 of the larger of 1
 * and the logarithm; the same bits on every machine. `out` may be `x`. */
void neume_logarithms(const float *x, float *out, size_t count);

/* Decibels of magnitudes: 20 times the logarithm to base 10. */
void neume_decibels(const float *x, float *out, size_t count);

#endif
