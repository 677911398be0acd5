/* SPDX-License-Identifier: MIT
 *
 * What a drum hit looks like: how much power an onset brings into each band, and how fast that dies away. */
#ifndef NEUME_MODELS_DRUMS_DRUM_FEATURES_H
#define NEUME_MODELS_DRUMS_DRUM_FEATURES_H

#include <stddef.h>
#include <stdint.h>

#include "analysis/stft.h"
#include "models/drums/drum_net.h"

enum {
    NEUME_DRUM_RATE = 44100,  /* Hz: the bands are counted in FFT bins */
    NEUME_DRUM_HISTORY = 512, /* frames remembered: 2.5 s */
    NEUME_DRUM_FALLS = 4
};

/* The bands by their lower end in Hz. */
enum neume_drum_band {
    BAND_30,
    BAND_65,
    BAND_100,
    BAND_150,
    BAND_220,
    BAND_330,
    BAND_500,
    BAND_800,
    BAND_1500,
    BAND_3000,
    BAND_5000,
    BAND_7500,
    BAND_11000, /* up to 16500 Hz */
    BAND_COUNT
};

/* Seconds after the onset at which its decay is read. */
extern const double neume_drum_fall_time[NEUME_DRUM_FALLS];

/* Decibels throughout; a full-scale sine has a power of 0 dB, and nothing is below -100. */
struct neume_drum_hit {
    double time;                              /* seconds */
    float rise[BAND_COUNT];                   /* the power after the onset over that before it */
    float power[BAND_COUNT];                  /* what came with the onset: the power after less that before */
    float peak[BAND_COUNT];                   /* the power after */
    float fall[NEUME_DRUM_FALLS][BAND_COUNT]; /* the power at those times over the peak; < 0 falls */
    float soon;                               /* the same 35 ms after, in the band that keeps most */
};

/* A stream of band powers every 5 ms, the newest of them remembered. */
struct neume_drum_frames {
    float *power; /* [NEUME_DRUM_HISTORY][BAND_COUNT] */
    uint64_t count;
    struct neume_drum_net *net; /* hears every second spectrum; not owned, may be NULL */
};

enum neume_status neume_drum_frames_init(struct neume_drum_frames *f);
void neume_drum_frames_release(struct neume_drum_frames *f);
void neume_drum_frames_reset(struct neume_drum_frames *f);

/* Takes the spectrum of a Hann window of NEUME_DRUM_INPUT_SIZE samples (46 ms: two bins below 65 Hz, where the kick
 * is), one every NEUME_DRUM_INPUT_HOP / 2; NULL after the last. A neume_spectrum_fn. */
void neume_drum_frames_take(void *frames, const struct neume_fft_bin *bins);

/* Measures the onset at `time` (seconds, no more than 2 in the past). At least 250 ms of the signal behind it should
 * have come, unless it ended. */
void neume_drum_measure(const struct neume_drum_frames *f, double time, struct neume_drum_hit *hit);

#endif
