/* SPDX-License-Identifier: MIT
 *
 * How alike two recordings are, without any ground truth: for a source and the render of its transcription. */
#ifndef NEUME_ANALYSIS_DISTANCE_H
#define NEUME_ANALYSIS_DISTANCE_H

#include <stddef.h>

#include "analysis/bands.h"
#include "neume/status.h"

/* All values in dB are held above a floor 60 dB under the loudest of both signals (and above -100 dB); a signal sounds
 * in a frame where it is above it. */
struct neume_distances {
    double chroma; /* 0..1: mean over the frames of the cosine of the 12-bin chromas; 0 where only one sounds */
    double
        log_frequency; /* dB, 0..60: mean absolute difference of the spectrograms, 3 bands a semitone, 55 to 8000 Hz */
    double loudness;   /* -1..1: correlation of the two loudness curves in dB; of constants 1, of one constant 0 */
    size_t frames;     /* of 31 to 63 ms, in which at least one of the two sounds; 0: the figures above are 0 */
};

struct neume_distance; /* a stream of pairs, 0.2 MB */

/* sample_rate: Hz, 8000..192000, the same for both signals; 22050 is enough. */
enum neume_status neume_distance_new(struct neume_distance **out, double sample_rate);
void neume_distance_free(struct neume_distance *d);

/* a, b: [count] samples of the two signals, aligned and loudness-matched. Never allocates. */
void neume_distance_process(struct neume_distance *d, const float *a, const float *b, size_t count);

/* One frame of both, seen as it is made: for measures over time. */
struct neume_distance_frame {
    const float *band[2];         /* [bands] magnitudes */
    const struct neume_band *has; /* [bands]: where they are centred, the same in every frame; 36 to the octave, or the
                                     FFT's bins where these are wider */
    size_t bands;
    double chroma; /* 0..1: the cosine of the two chromas; 0 where one is silent */
    double time;   /* seconds: its centre */
};
typedef void (*neume_distance_watcher)(void *user, const struct neume_distance_frame *frame);

/* Shows every frame from now on, in order, from within process() and flush(). NULL: nobody watches. */
void neume_distance_watch(struct neume_distance *d, neume_distance_watcher watcher, void *user);

/* The likeness of all that came so far and, the signals being at their end, of what is held back. */
struct neume_distances neume_distance_flush(struct neume_distance *d);

struct neume_agreement {
    double precision, recall, f; /* 0..1; 1 where both lists are empty, 0 where one is */
    size_t matched;
};

/* Maximum matching of two lists of times in seconds, both rising, within `window` seconds. On a line the greedy
 * matching in order is a maximum one. `a` is taken as the truth. */
struct neume_agreement neume_onset_agreement(const double *a, size_t a_count, const double *b, size_t b_count,
                                             double window);

#endif
