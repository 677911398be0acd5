/* SPDX-License-Identifier: MIT
 *
 * The difference function of YIN (de Cheveigne and Kawahara, JASA 111(4), 2002) by FFT, and the period candidates of
 * probabilistic YIN (Mauch and Dixon, ICASSP 2014) that its minima give. */
#ifndef NEUME_ANALYSIS_YIN_H
#define NEUME_ANALYSIS_YIN_H

#include <stddef.h>

#include "core/fft.h"
#include "neume/status.h"

struct neume_yin {
    size_t window;                /* W: samples that are compared */
    size_t min_lag, max_lag;      /* samples */
    struct neume_fft *all, *head; /* of the W + max_lag samples, and of the first W */
    double *energy;               /* [W + max_lag + 1]: running sums of squares */
    double *raw, *sum;            /* [max_lag + 1]: the difference before that, and its running sums */
    float *difference;            /* [max_lag + 1]: d'(lag), cumulative mean normalised, equation 8; about 0..2 */
};

struct neume_yin_candidate {
    float lag;         /* samples, refined by a parabola */
    float probability; /* 0..1; those of a frame sum to at most 1 */
};

/* 2 <= min_lag < max_lag, window >= 16. ARGUMENT, MEMORY. */
enum neume_status neume_yin_init(struct neume_yin *y, size_t window, size_t min_lag, size_t max_lag);
void neume_yin_release(struct neume_yin *y);

/* Fills y->difference from frame[window + max_lag]. A silent frame gives 1 everywhere. */
void neume_yin_process(struct neume_yin *y, const float *frame);

/* The candidates of the frame just processed, by rising lag; returns how many, at most `capacity` (the likeliest are
 * kept). Thresholds are distributed as Beta(2, 18), mean 0.1, section 2.1 of the paper. */
size_t neume_yin_candidates(const struct neume_yin *y, struct neume_yin_candidate *out, size_t capacity);

/* A tone whose even partials are the strong ones has a dip at half its period that a threshold of 0.1 takes for the
 * first; one whose third partial is the strong one, at a third. A part of a period that fits well is a period only if
 * it fits nearly as well: the rest of its share moves to the candidate of two or three times the lag. Other multiples
 * stay alone: they are common periods of a note and the last one's echo. c[n] as neume_yin_candidates() gave them for
 * this frame. */
void neume_yin_weigh_octaves(const struct neume_yin *y, struct neume_yin_candidate *c, size_t n);

/* A lag found by the long window, again with a window of about two periods that is centred on `middle`, within 6 % of
 * it: follows fast glides and vibrato. Reads samples middle - lag - W / 2 .. middle + lag + W / 2 of the frame at most.
 */
float neume_yin_sharpen(const struct neume_yin *y, const float *frame, size_t middle, float lag);

/* Plain YIN: the refined lag of the first minimum below `threshold` (0.1 in the paper), or of the lowest; 0 for none.
 */
float neume_yin_lag(const struct neume_yin *y, float threshold);

#endif
