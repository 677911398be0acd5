/* SPDX-License-Identifier: MIT
 *
 * Onset strength: spectral flux over logarithmic bands with a maximum filter against vibrato (SuperFlux: Boeck and
 * Widmer, DAFx 2013, section 2), made independent of the recording's level by a running reference. */
#ifndef NEUME_ANALYSIS_FLUX_H
#define NEUME_ANALYSIS_FLUX_H

#include <stddef.h>
#include <stdint.h>

#include "analysis/bands.h"
#include "analysis/stft.h"

/* Takes a spectrum of the transform that the flux is taken from, [stft.framer.size / 2 + 1], good for the call; NULL
 * after the last. */
typedef void (*neume_spectrum_fn)(void *user, const struct neume_fft_bin *bins);

struct neume_flux_frame {
    double time;            /* seconds of the frame's centre */
    float flux;             /* mean over the bands of the rise in log magnitude, >= 0 */
    const float *magnitude; /* [bands.count]: the band magnitudes; a full-scale sine gives about 1 */
    const float *rise;      /* [bands.count]: each band's part of the flux, >= 0 */
};

struct neume_flux {
    double sample_rate;
    struct neume_stft stft;
    struct neume_bands bands;   /* 24 to the octave, 30 Hz to 17 kHz */
    float *ring;                /* [ahead + 1][bands.count]: frames that wait for the level to come */
    float *level;               /* [ahead + 1]: mean magnitude of each */
    float *log;                 /* [far + 1][bands.count]: past log magnitudes, maximum-filtered */
    float *now, *rise, *past;   /* [bands.count] */
    float reference, decay;     /* the running level, and its factor a frame */
    uint64_t taken, made;       /* frames in, frames out */
    uint64_t levelled;          /* frames whose level the reference knows */
    neume_spectrum_fn listener; /* NULL, or set before the first sample: hears every spectrum as soon as it is made */
    void *listener_user;
    int ended; /* the listener knows that none follows */
};

/* sample_rate: Hz, 8000..192000; the constants were tuned at 44100. ARGUMENT, MEMORY. */
enum neume_status neume_flux_init(struct neume_flux *f, double sample_rate);
void neume_flux_release(struct neume_flux *f);
void neume_flux_reset(struct neume_flux *f);

/* Seconds between frames: about 5 ms. */
double neume_flux_period(const struct neume_flux *f);

/* Seconds of signal after a frame's centre that have come when the frame comes. */
double neume_flux_delay(const struct neume_flux *f);

/* Takes samples up to the end of the next frame and returns how many it used; *made is 1 where `frame` was filled. Its
 * arrays are good until the next call. Frames come a second late. */
size_t neume_flux_process(struct neume_flux *f, const float *samples, size_t count, struct neume_flux_frame *frame,
                          int *made);

/* After the last sample: the frames held back, one a call; 0 when there are no more. */
int neume_flux_flush(struct neume_flux *f, struct neume_flux_frame *frame);

#endif
