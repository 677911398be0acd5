/* SPDX-License-Identifier: MIT
 *
 * What the drum network sees: magnitudes in bands, in dB under the running level of the recording. */
#ifndef NEUME_MODELS_DRUMS_DRUM_INPUT_H
#define NEUME_MODELS_DRUMS_DRUM_INPUT_H

#include <stdint.h>

#include "analysis/bands.h"

enum {
    NEUME_DRUM_INPUT_BINS = 53,
    NEUME_DRUM_INPUT_AHEAD = 40, /* frames of 10 ms by which the level looks ahead */
    NEUME_DRUM_INPUT_SIZE = 2048,
    NEUME_DRUM_INPUT_HOP = 440 /* samples of 44.1 kHz */
};

struct neume_drum_input {
    struct neume_bands bands;
    float ring[NEUME_DRUM_INPUT_AHEAD + 1][NEUME_DRUM_INPUT_BINS];
    float peak[NEUME_DRUM_INPUT_AHEAD + 1];
    float level, decay;
    uint64_t taken, handed;
};

/* x: 0 where a band lies 80 dB under the level or deeper, 1 more for every 40 dB. level: dB of full scale. */
struct neume_drum_frame {
    float x[NEUME_DRUM_INPUT_BINS];
    float level;
};

/* MEMORY. */
enum neume_status neume_drum_input_init(struct neume_drum_input *p);
void neume_drum_input_release(struct neume_drum_input *p);
void neume_drum_input_reset(struct neume_drum_input *p);

/* Takes the spectrum of NEUME_DRUM_INPUT_SIZE samples, one every NEUME_DRUM_INPUT_HOP. Writes the frame that lies
 * NEUME_DRUM_INPUT_AHEAD before it and returns 1, or returns 0 while there is none. Never allocates. */
int neume_drum_input_push(struct neume_drum_input *p, const struct neume_fft_bin *spectrum,
                          struct neume_drum_frame *frame);

/* After the last spectrum: the frames still to come, one a call, then 0. */
int neume_drum_input_flush(struct neume_drum_input *p, struct neume_drum_frame *frame);

#endif
