/* SPDX-License-Identifier: MIT
 *
 * One spectral frame as a non-negative sum of harmonic templates, by multiplicative updates that lower the
 * Kullback-Leibler divergence (Lee and Seung, NIPS 2000; supervised for transcription: Smaragdis and Brown 2003). */
#ifndef NEUME_MODELS_DECOMPOSE_H
#define NEUME_MODELS_DECOMPOSE_H

#include <stddef.h>

#include "neume/status.h"

enum {
    neume_decompose_pitches = 88, /* A0, MIDI 21, and up */
    neume_decompose_bins = 312    /* those of analysis/logspec.h, and zeros up to a multiple of 8 */
};

struct neume_decompose; /* const once made but for its scratch: one for each thread */

enum neume_status neume_decompose_new(struct neume_decompose **out); /* MEMORY */
void neume_decompose_free(struct neume_decompose *d);

/* spectrum: [neume_decompose_bins], >= 0, square roots of magnitudes over a reference of about 1; zeros at the end.
 * salience: [neume_decompose_pitches], >= 0: the part of the spectrum's sum that each pitch explains. */
void neume_decompose_process(struct neume_decompose *d, const float *spectrum, float *salience);

#endif
