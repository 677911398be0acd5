/* SPDX-License-Identifier: MIT
 *
 * What the drum network sees: magnitudes in bands, in dB under the running level of the recording. */
#ifndef NEUME_MODELS_DRUMS_DRUM_INPUT_H
#define NEUME_MODELS_DRUMS_DRUM_INPUT_H

#include <stdint.h>

#include "analysis/bands.h"

enum {
    neume_drum_input_bins = 53,
    neume_drum_input_ahead = 40, /* frames of 10 ms by which the level looks ahead */
    neume_drum_input_size = 2048,
    neume_drum_input_hop = 440 /* samples of 44.1 kHz */
};

struct neume_drum_input {
    struct neume_bands bands;
    float ring[neume_drum_input_ahead + 1][neume_drum_input_bins];
    float peak[neume_drum_input_ahead + 1];
    float level, decay;
    uint64_t taken, handed;
};

/* x: 0 where a band lies 80 dB under the level or deeper, 1 more for every 40 dB. level: dB of full scale. */
struct neume_drum_frame {
    float x[neume_drum_input_bins];
    float level;
};

/* MEMORY. */
enum neume_status neume_drum_input_init(struct neume_drum_input *p);
void neume_drum_input_release(struct neume_drum_input *p);
void neume_drum_input_reset(struct neume_drum_input *p);

/* Takes the spectrum of neume_drum_input_size samples, one every neume_drum_input_hop. Writes the frame that lies
 * neume_drum_input_ahead before it and returns 1, or returns 0 while there is none. Never allocates. */
int neume_drum_input_push(struct neume_drum_input *p, const struct neume_fft_bin *spectrum,
                          struct neume_drum_frame *frame);

/* After the last spectrum: the frames still to come, one a call, then 0. */
int neume_drum_input_flush(struct neume_drum_input *p, struct neume_drum_frame *frame);

#endif
