/* SPDX-License-Identifier: MIT
 *
 * The fundamental frequency of one line, frame by frame: pYIN (Mauch and Dixon, ICASSP 2014), whose YIN candidates
 * (de Cheveigne and Kawahara, JASA 2002) a Viterbi track with bounded delay turns into one path. */
#ifndef NEUME_ANALYSIS_PYIN_H
#define NEUME_ANALYSIS_PYIN_H

#include <stddef.h>

#include "neume/pitch.h"
#include "neume/status.h"

struct neume_pyin_config {
    double sample_rate;    /* Hz, 8000..48000; 22050 is what the constants were tuned at */
    double min_hz, max_hz; /* the range of f0: 25 <= min < max <= sample_rate / 6 */
};

struct neume_pyin;

void neume_pyin_config_init(struct neume_pyin_config *config); /* 22050, 38 .. 2200 Hz */

/* Samples between frames: a little over 10 ms. */
size_t neume_pyin_hop(const struct neume_pyin *p);

/* ARGUMENT outside the ranges above, MEMORY. */
enum neume_status neume_pyin_new(struct neume_pyin **out, const struct neume_pyin_config *config);
void neume_pyin_free(struct neume_pyin *p);
void neume_pyin_reset(struct neume_pyin *p);

/* Takes up to `count` samples and stops early when `out` is full. Returns how many it used; *made frames were written
 * to out[0 .. capacity). Frames come about a second late. Never allocates. */
size_t neume_pyin_process(struct neume_pyin *p, const float *samples, size_t count, struct neume_pitch_frame *out,
                          size_t capacity, size_t *made);

/* The end of the signal: writes what is still held back, up to `capacity` frames. Call until it returns 0. */
size_t neume_pyin_flush(struct neume_pyin *p, struct neume_pitch_frame *out, size_t capacity);

#endif
