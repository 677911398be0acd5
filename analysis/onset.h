/* SPDX-License-Identifier: MIT
 *
 * Onset detection: spectral flux with vibrato suppression (SuperFlux: Boeck and Widmer, DAFx 2013), peak picking, and a
 * refinement of each peak to the attack in the waveform. */
#ifndef NEUME_ANALYSIS_ONSET_H
#define NEUME_ANALYSIS_ONSET_H

#include <stddef.h>

#include "analysis/flux.h"
#include "neume/onset.h"
#include "neume/status.h"

struct neume_onset_config {
    double sample_rate; /* Hz, 8000..192000; 44100 is what the constants were tuned at */
    double sensitivity; /* 0..1, more onsets towards 1 */
    double min_gap;     /* seconds, 0.005..1: of onsets closer than this the first stays */
};

struct neume_onset_detector;

void neume_onset_config_init(struct neume_onset_config *config); /* 44100, 0.5, 0.03 */

/* ARGUMENT outside the ranges above, MEMORY. */
enum neume_status neume_onset_new(struct neume_onset_detector **out, const struct neume_onset_config *config);
void neume_onset_free(struct neume_onset_detector *d);
void neume_onset_reset(struct neume_onset_detector *d);

/* Before the first sample: `listener` also takes the spectra that the onsets are found in, of a Hann window of 35 ms or
 * more, every 5 ms. */
void neume_onset_share(struct neume_onset_detector *d, neume_spectrum_fn listener, void *user);

/* Seconds after which an onset has surely come out of process(). */
double neume_onset_delay(const struct neume_onset_detector *d);

/* Takes up to `count` samples and stops early when `out` is full. Returns how many it used; *made onsets, in rising
 * time, were written to out[0 .. capacity). Onsets come a little over a second late. Never allocates. */
size_t neume_onset_process(struct neume_onset_detector *d, const float *samples, size_t count, struct neume_onset *out,
                           size_t capacity, size_t *made);

/* The end of the signal: writes what is still held back, up to `capacity` onsets. Call until it returns 0. */
size_t neume_onset_flush(struct neume_onset_detector *d, struct neume_onset *out, size_t capacity);

#endif
