/* SPDX-License-Identifier: MIT
 *
 * One row of a convolution in integers: out[bin][c] = bias + residual + scale[c] * sum over taps and inputs of
 * in[bin * step + i] * w[i][c], inputs 0..127, weights -127..127.
 *
 * The sums are exact (at most 128 taps of 128 inputs, times 127 * 127, which is under 2^31), and what follows is
 * rounded in the same order everywhere, so that all kinds give the same bits. Inputs of seven bits let the byte
 * products of AVX2 (vpmaddubsw), whose pairs saturate at 16 bits, and the signed dot products of other machines do the
 * same work as VNNI's. Scales after Jacob et al., "Quantization and Training of Neural Networks for Efficient
 * Integer-Arithmetic-Only Inference", CVPR 2018. */
#ifndef NEUME_MODELS_NN_KERNEL_INT8_H
#define NEUME_MODELS_NN_KERNEL_INT8_H

#include <stddef.h>
#include <stdint.h>

#include "models/nn/kernel.h"

enum {
    NEUME_INT8_MOST = 127, /* the largest input and weight */
    NEUME_INT8_GROUP = 4   /* inputs that are multiplied at once */
};

/* A tap, or taps on neighbouring bins that one run of bytes serves. */
struct neume_int8_tap {
    const uint8_t *in;     /* what bin 0 reads; readable up to a whole group for every bin, zeros beyond the bins */
    const int8_t *weights; /* [groups][pitch][NEUME_INT8_GROUP], zeros for inputs that only fill a group */
    int groups;
    int first, last; /* the bins from first up to, not with, last read something other than those zeros */
};

struct neume_int8_row {
    const struct neume_int8_tap *tap;
    int taps;              /* 0..NEUME_KERNEL_TAPS */
    int bins, pitch, step; /* pitch: channels; step: bytes of input from one bin to the next */
    const float *scale;    /* [pitch] */
    const float *bias;     /* [bins][pitch] where bias_step is pitch, [pitch] where it is 0 */
    int bias_step;
    const float *residual; /* [bins][pitch], or NULL */
    int relu;
    float *out;           /* [bins][pitch], apart from all that is read; or NULL */
    uint8_t *bytes;       /* [bins][pitch] likewise: round(out * inverse), 0..127; or NULL */
    const float *inverse; /* [pitch], where there are bytes */
};

/* kind: one that runs here. */
void neume_int8_row(enum neume_kernel kind, const struct neume_int8_row *row);

/* bytes[bin][c] = round(in[bin][c] * inverse[c]), 0..127; in finite. */
void neume_int8_quantize(const float *in, int bins, int pitch, const float *inverse, uint8_t *bytes);

#endif
