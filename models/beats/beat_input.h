/* SPDX-License-Identifier: MIT
 *
 * What the beat network sees of a recording's frames, every 20 ms: how much begins in all bands, in the bass and in the
 * middle, over the mean of the seconds and of the moments around; how much harmony changes within four spans of time;
 * how loud it is; and how much begins in each of twelve stretches of bands, over its mean of the seconds around. */
#ifndef NEUME_MODELS_BEATS_BEAT_INPUT_H
#define NEUME_MODELS_BEATS_BEAT_INPUT_H

#include "analysis/beat/beat_strength.h"

enum {
    NEUME_BEAT_INPUT_BINS = 14 + NEUME_BEAT_RISES,
    NEUME_BEAT_INPUT_STEP = 2, /* of neume_beat_frame */
    NEUME_BEAT_INPUT_SPANS = 4
};

/* A stretch of frames around the present one, and sums over it. */
struct neume_beat_window {
    size_t from, to;
    double flux, low, mid, level, squares;
};

struct neume_beat_chroma {
    size_t from, to;
    uint32_t sum[12];
};

struct neume_beat_risings {
    size_t from, to;
    double sum[NEUME_BEAT_RISES];
};

struct neume_beat_input {
    const struct neume_beat_frame *frame; /* [count], borrowed */
    size_t count, at;
    struct neume_beat_window near, wide, before, after;
    struct neume_beat_risings risings;
    struct neume_beat_chroma past[NEUME_BEAT_INPUT_SPANS], next[NEUME_BEAT_INPUT_SPANS];
};

void neume_beat_input_begin(struct neume_beat_input *in, const struct neume_beat_frame *frame, size_t count);

/* The next NEUME_BEAT_INPUT_STEP frames' x, of NEUME_BEAT_INPUT_BINS; 0 when there are no more. Rising takes x from 0
 * to about 5; change of harmony is 0..1. */
int neume_beat_input_next(struct neume_beat_input *in, float *x);

#endif
