/* SPDX-License-Identifier: MIT
 *
 * One spectral frame as a non-negative sum of harmonic templates, by multiplicative updates that lower the
 * Kullback-Leibler divergence (Lee and Seung, NIPS 2000; supervised for transcription: Smaragdis and Brown 2003). */
#ifndef NEUME_MODELS_CLASSIFY_NMF_FRAME_H
#define NEUME_MODELS_CLASSIFY_NMF_FRAME_H

#include <stddef.h>

#include "neume/status.h"

enum {
    NEUME_NMF_FRAME_PITCHES = 88, /* A0, MIDI 21, and up */
    NEUME_NMF_FRAME_BINS = 312    /* those of analysis/logspec.h, and zeros up to a multiple of 8 */
};

struct neume_nmf_frame; /* const once made but for its scratch: one for each thread */

enum neume_status neume_nmf_frame_new(struct neume_nmf_frame **out); /* MEMORY */
void neume_nmf_frame_free(struct neume_nmf_frame *d);

/* spectrum: [NEUME_NMF_FRAME_BINS], >= 0, square roots of magnitudes over a reference of about 1; zeros at the end.
 * salience: [NEUME_NMF_FRAME_PITCHES], >= 0: the part of the spectrum's sum that each pitch explains. */
void neume_nmf_frame_process(struct neume_nmf_frame *d, const float *spectrum, float *salience);

#endif
