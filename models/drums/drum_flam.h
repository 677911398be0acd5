/* SPDX-License-Identifier: MIT
 *
 * Second strokes on a snare or a tom, nearer to its hit than onsets are told apart: the grace note of a flam, the
 * strokes of a drag. */
#ifndef NEUME_MODELS_DRUMS_DRUM_FLAM_H
#define NEUME_MODELS_DRUMS_DRUM_FLAM_H

#include <stddef.h>
#include <stdint.h>

#include "core/biquad.h"

enum {
    NEUME_DRUM_FLAM_BANDS = 2,  /* the body's and the wires' or the stick's */
    NEUME_DRUM_FLAM_RING = 2048 /* blocks of a millisecond that are remembered: onsets come over a second late */
};

struct neume_drum_flams {
    struct neume_biquad filter[NEUME_DRUM_FLAM_BANDS][2];
    float state[NEUME_DRUM_FLAM_BANDS][2][2];
    float sum[NEUME_DRUM_FLAM_BANDS]; /* of the block that is being filled */
    float energy[NEUME_DRUM_FLAM_BANDS][NEUME_DRUM_FLAM_RING];
    size_t filled;
    uint64_t blocks; /* that came */
};

struct neume_drum_stroke {
    double late; /* seconds after the hit, negative before it; 0: there is no stroke */
    float level; /* dB over the hit */
};

void neume_drum_flams_reset(struct neume_drum_flams *f);

/* count samples of NEUME_DRUM_RATE. */
void neume_drum_flams_process(struct neume_drum_flams *f, const float *samples, size_t count);

/* The clearest stroke within 75 ms before a hit at `time` (seconds) and within 75 ms after it. At least 90 ms behind
 * `time` should have come. */
struct neume_drum_stroke neume_drum_flams_before(const struct neume_drum_flams *f, double time);
struct neume_drum_stroke neume_drum_flams_after(const struct neume_drum_flams *f, double time);

#endif
