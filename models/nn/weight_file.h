/* SPDX-License-Identifier: MIT
 *
 * The weights of a network, read from a file in memory: a list of convolutions ("nodes"), each over a row a frame of
 * what an earlier one made. Tensor 0 is the input, of one channel; tensor k is what node k made; the last is the
 * output.
 *
 * The file, little-endian and without gaps, as models/train/common/export.py writes it:
 *
 *     "NEUMENN1"                             8 bytes
 *     name                                   16 bytes of a-z 0-9 _ - . and NULs after them, at least one of each
 *     bins of the input, number of nodes     2 x uint32
 *     a node:
 *         source, residual                   2 x int16, tensors before this one; residual 0: none
 *         channels, bins, stride             3 x int16
 *         flags                              int16: 1 ReLU, 2 a bias for each bin, 4 integers
 *         inputs, taps                       2 x int16; inputs: channels of the source
 *         taps                               [taps][2] int16: frame, bin
 *         weights                            [taps][inputs][channels] float32; of integers int8, -127..127
 *         of integers: scale, step           [channels] and [inputs] float32, over 0
 *         bias                               [channels] or [bins][channels] float32
 *     CRC-32 of all that comes before        uint32
 *
 * out[frame][bin] = bias + residual[frame][bin] + sum over taps of in[frame + tap.frame][bin * stride + tap.bin] *
 * weights, where `in` is zero before its first frame and bin and after its last; then the ReLU. A node of integers has
 * scale * sum of round(in / step) * weights, the rounded inputs being limited to 0..127; all of them that read a tensor
 * have the same steps for it. */
#ifndef NEUME_MODELS_NN_WEIGHT_FILE_H
#define NEUME_MODELS_NN_WEIGHT_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "neume/status.h"

/* What a file may ask for. */
enum {
    NEUME_WEIGHTS_BYTES = 1 << 24, /* the file */
    NEUME_WEIGHTS_NODES = 64,
    NEUME_WEIGHTS_CHANNELS = 128,
    NEUME_WEIGHTS_BINS = 1024,
    NEUME_WEIGHTS_TAPS = 128,
    NEUME_WEIGHTS_FRAME_REACH = 256, /* frames from a node's output to its farthest tap */
    NEUME_WEIGHTS_BIN_REACH = 1024,  /* bins, likewise; and how far taps may lead out of the source's bins */
    NEUME_WEIGHTS_STRIDE = 16,       /* bins */
    NEUME_WEIGHTS_HISTORY = 1 << 22, /* floats that a stream keeps, of all tensors */
    NEUME_WEIGHTS_MESSAGE = 96       /* bytes of an error message */
};

/* Taps of one frame on neighbouring bins, whose inputs lie side by side. */
struct neume_run {
    int frame, bin; /* offsets of the first */
    int bins;
    int inputs;    /* floats in all; bytes, where the node is of integers */
    size_t weight; /* index into the node's weights */
};

struct neume_node {
    int source, residual; /* tensors; residual 0: none */
    int stride, relu;
    int taps, runs;
    struct neume_run run[NEUME_WEIGHTS_TAPS];
    const float *weights; /* [taps][inputs][pitch], or NULL */
    const int8_t *bytes;  /* of integers: a run's [groups of inputs][pitch][NEUME_INT8_GROUP], or NULL */
    const float *scale;   /* of integers: [pitch] */
    const float *bias;    /* [bins][pitch] where bias_step is pitch, [pitch] where it is 0 */
    int bias_step;
};

/* How a stream keeps a tensor: a ring of `rows` rows of [left + bins + right][pitch], of which the sides are zero;
 * floats, bytes or both. */
struct neume_tensor {
    int bins, channels;
    int pitch; /* channels, and zeros up to a multiple of NEUME_KERNEL_LANES; the input has 1 */
    int left, right;
    int rows;
    int ahead, behind;    /* input frames after and before a frame that it depends on */
    int floats;           /* whether anything reads it as floats */
    const float *inverse; /* [pitch]: 1 / step, where nodes of integers read it, else NULL */
};

struct neume_weights {
    char name[16];
    int nodes;
    struct neume_tensor tensor[NEUME_WEIGHTS_NODES + 1];
    struct neume_node node[NEUME_WEIGHTS_NODES]; /* node k makes tensor k + 1 */
    float *values;
    int8_t *integers;
};

/* Reads the file; `data` is not needed afterwards. The weights are constant then, for any number of threads.
 * FORMAT: not a weight file. DAMAGED: cut, changed or contradictory. UNSUPPORTED: beyond the limits above. MEMORY.
 * message, [NEUME_WEIGHTS_MESSAGE]: "name: what is wrong", or empty; may be NULL. */
enum neume_status neume_weights_parse(struct neume_weights **out, const void *data, size_t size, char *message);
void neume_weights_free(struct neume_weights *w);

/* Numbers of one row of a tensor in a stream, floats or bytes, a multiple of 64. */
size_t neume_tensor_row(const struct neume_tensor *t);

/* CRC-32 (ISO 3309, as zlib's). */
uint32_t neume_weights_checksum(const void *data, size_t size);

#endif
