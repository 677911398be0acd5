/* SPDX-License-Identifier: MIT
 *
 * A log-frequency spectrogram with three bins to the semitone: a constant-Q transform by spectral kernels, octave by
 * octave on decimated signals (Brown and Puckette, JASA 92(5), 1992; Schoerkhuber and Klapuri, SMC 2010). Below 1760 Hz
 * a window holds 41 periods, which tells semitones apart down to A0; above, 23 ms. */
#ifndef NEUME_ANALYSIS_LOGSPEC_H
#define NEUME_ANALYSIS_LOGSPEC_H

#include <stddef.h>
#include <stdint.h>

#include "neume/status.h"

enum {
    NEUME_LOGSPEC_RATE = 22050,     /* Hz: what it must be fed */
    NEUME_LOGSPEC_HOP = 512,        /* samples between frames: 23.2 ms */
    NEUME_LOGSPEC_PER_SEMITONE = 3, /* bins */
    NEUME_LOGSPEC_BINS = 306,    /* bin b is centred on 27.5 * 2^(b / 36) Hz, so that of A0 is bin 0; up to 9.8 kHz */
    NEUME_LOGSPEC_LOW_PITCH = 21 /* the MIDI pitch of bin 0 */
};

struct neume_logspec; /* a stream */

enum neume_status neume_logspec_new(struct neume_logspec **out); /* MEMORY */
void neume_logspec_free(struct neume_logspec *s);
void neume_logspec_reset(struct neume_logspec *s);

/* Takes samples up to the next frame and returns how many it used. *frame is [NEUME_LOGSPEC_BINS] magnitudes, good
 * until the next call, or NULL where the samples ran out first; a sine of amplitude 1 gives about 1 in its bin. Frame k
 * is centred on sample k * NEUME_LOGSPEC_HOP and comes about 0.8 s late. Never allocates. */
size_t neume_logspec_process(struct neume_logspec *s, const float *samples, size_t count, const float **frame);

/* After the last sample: the frames held back, one a call, then NULL. */
const float *neume_logspec_flush(struct neume_logspec *s);

/* Of the magnitudes of a frame from bin `first` on, the sum of what is over twice the mean of the third of an octave on
 * either side: partials give about a quarter of all, noise a fiftieth. *all: the sum of those magnitudes. */
float neume_logspec_peaks(const float *frame, size_t first, float *all);

#endif
