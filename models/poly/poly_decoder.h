/* SPDX-License-Identifier: MIT
 *
 * From the activations of the polyphonic network to notes: a note begins where the onset activation of its key peaks
 * (between frames, by a parabola; Kong et al., TASLP 2021, section III) and lasts while its frame activation holds.
 * Since rooms hold on to what players let go, and players let go when they strike anew, a note ends sooner at the onset
 * of another where its own activation fell most. */
#ifndef NEUME_MODELS_POLY_POLY_DECODER_H
#define NEUME_MODELS_POLY_POLY_DECODER_H

#include <stddef.h>
#include <stdint.h>

#include "models/poly/poly_activations.h"
#include "neume/options.h"

struct neume_poly_note {
    double onset, offset; /* frames */
    float level;          /* of the strike alone, dB; a sine of amplitude 1 has about 0 */
    float confidence;     /* 0..1: the onset's activation at its peak */
    uint8_t pitch;
};

struct neume_poly_voice {
    int sounds;
    struct neume_poly_note note;
    float held; /* the frame activation a frame ago */
    float fall; /* the most that it fell about another's onset; 0: it never did */
    double cut; /* frames: that onset */
};

struct neume_poly_decoder {
    float onset_least, overtone_least, frame_least; /* activations */
    int first_key, end_key;
    uint64_t frames;
    float row[4][NEUME_POLY_KEYS][NEUME_POLY_HEADS]; /* of the last frames: a peak is judged in the last but one */
    float level[4];                                  /* the running level of each, dB */
    struct neume_poly_voice voice[NEUME_POLY_KEYS];
};

void neume_poly_decoder_init(struct neume_poly_decoder *d, const struct neume_options *options);
void neume_poly_decoder_reset(struct neume_poly_decoder *d);

/* Takes the network's output for a frame and its input's running level; ends[NEUME_POLY_KEYS] gets the notes that
 * ended. Returns how many. */
size_t neume_poly_decoder_push(struct neume_poly_decoder *d, const float *activations, float level,
                               struct neume_poly_note *ends);

/* After the last frame: what still sounds; ends[2 * NEUME_POLY_KEYS]. */
size_t neume_poly_decoder_flush(struct neume_poly_decoder *d, struct neume_poly_note *ends);

#endif
