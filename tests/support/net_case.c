/* SPDX-License-Identifier: MIT */
#include "tests/support/net_case.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/support.h"

const struct net_case net_cases[] = {
    {"single", 12, 1, {{0, 0, 1, 12, 1, 0, 0, 1, {{0, 0}}}}},
    /* Fewer bins than a block of any kernel, one that sees all of them, and every width of the blocks again. */
    {"narrow",
     5,
     4,
     {{0, 0, 16, 5, 1, 1, 1, 3, {{-1, 0}, {0, -1}, {2, 3}}},
      {1, 0, 56, 1, 1, 1, 0, 5, {{0, 0}, {0, 1}, {0, 2}, {0, 3}, {-2, 4}}},
      {2, 2, 56, 1, 1, 1, 0, 3, {{-64, 0}, {0, 0}, {64, 0}}},
      {3, 0, 2, 1, 1, 0, 0, 1, {{0, 0}}}}},
    /* Taps that lead out of the bins on both sides, some for all bins; frames far apart; a shortcut past a node. */
    {"reach",
     13,
     4,
     {{0, 0, 3, 13, 1, 1, 1, 4, {{-1, -1}, {-1, 0}, {0, 2}, {3, 1}}},
      {1, 0, 5, 13, 1, 1, 0, 5, {{0, -13}, {0, -5}, {2, 0}, {-6, 12}, {0, 40}}},
      {2, 0, 3, 13, 1, 0, 0, 2, {{-1, 0}, {-2, -1}}},
      {3, 1, 3, 13, 1, 1, 0, 1, {{1, 0}}}}},
    /* Strides, and taps that join into runs of 8 and of 1 channel. */
    {"stride",
     100,
     3,
     {{0, 0, 8, 50, 2, 1, 0, 5, {{0, -2}, {0, -1}, {0, 0}, {0, 1}, {0, 2}}},
      {1, 0, 16, 30, 3, 1, 1, 7, {{-1, -1}, {-1, 0}, {-1, 1}, {1, -2}, {1, -1}, {1, 1}, {1, 2}}},
      {2, 0, 4, 30, 1, 0, 0, 2, {{0, 0}, {0, -1}}}}},
    /* Every width of the kernels' blocks, alone and with a rest. */
    {"widths",
     24,
     6,
     {{0, 0, 24, 24, 1, 1, 0, 3, {{0, -1}, {0, 0}, {0, 1}}},
      {1, 0, 40, 23, 1, 1, 0, 2, {{0, 0}, {-1, 0}}},
      {2, 0, 56, 22, 1, 1, 1, 2, {{0, 1}, {0, 0}}},
      {3, 0, 33, 12, 2, 0, 0, 2, {{0, 0}, {1, 1}}},
      {4, 0, 20, 12, 1, 1, 0, 1, {{0, 0}}},
      {5, 5, 20, 12, 1, 0, 0, 3, {{0, -1}, {0, 0}, {0, 1}}}}},
    /* Nothing but the past, nothing but the future, each with a residual. */
    {"past", 16, 2, {{0, 0, 2, 16, 1, 0, 0, 1, {{-3, 0}}}, {1, 1, 2, 16, 1, 0, 1, 2, {{-64, 1}, {-2, 0}}}}},
    {"future", 16, 2, {{0, 0, 6, 16, 1, 1, 0, 1, {{4, 0}}}, {1, 1, 6, 16, 1, 0, 0, 2, {{64, 1}, {2, 0}}}}},
    /* Integers alone: every width and height of the blocks, the input's groups, a source and residual of two. */
    {"integers",
     31,
     6,
     {{0, 0, 16, 29, 1, 1, 2, 7, {{-1, -1}, {-1, 0}, {-1, 1}, {0, 3}, {0, 4}, {0, 5}, {0, 6}}},
      {1, 0, 56, 14, 2, 1, 3, 5, {{0, -1}, {0, 0}, {0, 1}, {1, 0}, {-2, 40}}},
      {2, 2, 56, 14, 1, 1, 2, 3, {{0, 0}, {-4, 0}, {4, -14}}},
      {2, 3, 56, 14, 1, 1, 2, 2, {{0, -1}, {0, 1}}},
      {4, 0, 9, 3, 5, 1, 2, 2, {{0, 0}, {0, 1}}},
      {5, 0, 3, 1, 1, 0, 2, 3, {{0, 0}, {0, 1}, {0, 2}}}}},
    /* Integers and floats that read each other and the input. */
    {"mixed",
     24,
     5,
     {{0, 0, 8, 24, 1, 1, 0, 3, {{0, -1}, {0, 0}, {0, 1}}},
      {0, 0, 8, 24, 1, 1, 2, 2, {{0, 0}, {1, 1}}},
      {1, 2, 8, 24, 1, 1, 2, 1, {{0, 0}}},
      {3, 1, 8, 24, 1, 1, 0, 1, {{-1, 0}}},
      {4, 4, 8, 24, 1, 0, 2, 2, {{0, 0}, {0, -1}}}}},
};

const size_t net_case_count = sizeof net_cases / sizeof *net_cases;

static uint8_t *put(uint8_t *to, const void *bytes, size_t size)
{
    memcpy(to, bytes, size);
    return to + size;
}

static uint8_t *put_i16(uint8_t *to, int value)
{
    const uint8_t bytes[2] = {(uint8_t)value, (uint8_t)(value >> 8)};
    return put(to, bytes, 2);
}

static uint8_t *put_u32(uint8_t *to, uint32_t value)
{
    return put_i16(put_i16(to, (int)(value & 0xFFFF)), (int)(value >> 16));
}

static int inputs(const struct net_case *c, const struct net_layer *l)
{
    return l->source ? c->layer[l->source - 1].channels : 1;
}

static size_t weight_count(const struct net_case *c, const struct net_layer *l)
{
    return (size_t)(l->taps * inputs(c, l) * l->channels);
}

static size_t bias_count(const struct net_layer *l)
{
    return (size_t)(l->channels * (l->extras & NET_PLACE ? l->bins : 1));
}

void net_case_seal(uint8_t *file, size_t size)
{
    uint32_t crc = 0xFFFFFFFF;
    for (size_t i = 0; i < size - 4; i++) {
        crc ^= file[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
    }
    put_u32(file + size - 4, ~crc);
}

static uint8_t *put_random(uint8_t *to, size_t count, double scale, uint64_t *random)
{
    for (size_t i = 0; i < count; i++) {
        float value = (float)(scale * (support_random(random) * 2 - 1));
        uint32_t bits;
        memcpy(&bits, &value, sizeof bits);
        to = put_u32(to, bits);
    }
    return to;
}

/* What one unit of a tensor's channel is worth to the nodes of integers that read it. */
static float step_of(int tensor, int channel)
{
    return 0.011F * (float)(1 + (tensor + channel) % 3);
}

static float integer_scale(const struct net_case *c, const struct net_layer *l, int channel)
{
    return (float)(1 + channel % 2) / (30 * 127 * sqrtf((float)(l->taps * inputs(c, l))));
}

static uint8_t *put_float(uint8_t *to, float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return put_u32(to, bits);
}

/* Random bytes but -128, and what they are worth. */
static uint8_t *put_integers(uint8_t *to, const struct net_case *c, const struct net_layer *l, uint64_t *random)
{
    for (size_t i = 0; i < weight_count(c, l); i++)
        *to++ = (uint8_t)((int)(support_random(random) * 255) - 127);
    for (int i = 0; i < l->channels; i++)
        to = put_float(to, integer_scale(c, l, i));
    for (int i = 0; i < inputs(c, l); i++)
        to = put_float(to, step_of(l->source, i));
    return to;
}

/* Bytes of a layer's weights. */
static size_t weight_bytes(const struct net_case *c, const struct net_layer *l)
{
    const size_t steps = (size_t)(l->channels + inputs(c, l));
    return l->extras & NET_INTEGERS ? weight_count(c, l) + 4 * steps : 4 * weight_count(c, l);
}

uint8_t *net_case_file(const struct net_case *c, uint64_t seed, size_t *size)
{
    *size = 32 + 4;
    for (int k = 0; k < c->layers; k++) {
        const struct net_layer *l = &c->layer[k];
        *size += 16 + (size_t)l->taps * 4 + weight_bytes(c, l) + 4 * bias_count(l);
    }
    uint8_t *file = calloc(1, *size), *to = file + 24;
    assert_non_null(file);
    memcpy(file, "NEUMENN1", 8);
    memcpy(file + 8, c->name, strlen(c->name));
    to = put_u32(put_u32(to, (uint32_t)c->bins), (uint32_t)c->layers);
    for (int k = 0; k < c->layers; k++) {
        const struct net_layer *l = &c->layer[k];
        const int fields[] = {l->source,    l->residual, l->channels, l->bins, l->stride, l->relu + 2 * l->extras,
                              inputs(c, l), l->taps};
        for (int i = 0; i < 8; i++)
            to = put_i16(to, fields[i]);
        for (int t = 0; t < l->taps; t++)
            to = put_i16(put_i16(to, l->tap[t][0]), l->tap[t][1]);
        to = l->extras & NET_INTEGERS ? put_integers(to, c, l, &seed)
                                      : put_random(to, weight_count(c, l), sqrt(3.0 / (l->taps * inputs(c, l))), &seed);
        to = put_random(to, bias_count(l), 1, &seed);
    }
    assert_int_equal(to - file, *size - 4);
    net_case_seal(file, *size);
    return file;
}

static const uint8_t *take(const uint8_t *from, size_t count, float *to)
{
    for (size_t i = 0; i < count; i++, from += 4) {
        uint32_t bits = from[0] | (uint32_t)from[1] << 8 | (uint32_t)from[2] << 16 | (uint32_t)from[3] << 24;
        memcpy(&to[i], &bits, sizeof bits);
    }
    return from;
}

/* One output by the definition, before the residual. weights: [taps][inputs][channels]. */
static double convolve(const struct net_layer *l, const float *weights, const double *in, const int shape[3], int frame,
                       int bin, int channel)
{
    double sum = 0;
    for (int t = 0; t < l->taps; t++) {
        const int f = frame + l->tap[t][0], b = bin * l->stride + l->tap[t][1];
        for (int i = 0; i < shape[2]; i++)
            if (f >= 0 && f < shape[0] && b >= 0 && b < shape[1])
                sum += in[(f * shape[1] + b) * shape[2] + i] * weights[(t * shape[2] + i) * l->channels + channel];
    }
    return sum;
}

/* A tensor as the nodes of integers see it, in units of its steps; free it. */
static double *in_steps(const double *x, int tensor, int count, int channels)
{
    double *steps = calloc((size_t)count + 1, sizeof *steps);
    for (int i = 0; i < count; i++)
        steps[i] = fmin(fmax(rint(x[i] * (double)(1 / step_of(tensor, i % channels))), 0), 127);
    return steps;
}

/* The weights of a layer as floats: those of integers as many units as they are. Returns what comes after them. */
static const uint8_t *take_weights(const struct net_case *c, const struct net_layer *l, const uint8_t *from,
                                   float *weights)
{
    if (!(l->extras & NET_INTEGERS))
        return take(from, weight_count(c, l), weights);
    for (size_t i = 0; i < weight_count(c, l); i++)
        weights[i] = (float)(int8_t)from[i] * integer_scale(c, l, (int)i % l->channels);
    return from + weight_bytes(c, l);
}

double *net_case_run(const struct net_case *c, const uint8_t *file, const float *x, int frames)
{
    double *tensor[9] = {calloc((size_t)(frames * c->bins), sizeof(double))};
    for (int i = 0; i < frames * c->bins; i++)
        tensor[0][i] = x[i];
    const uint8_t *from = file + 32;
    for (int k = 0; k < c->layers; k++) {
        const struct net_layer *l = &c->layer[k];
        const int shape[3] = {frames, l->source ? c->layer[l->source - 1].bins : c->bins, inputs(c, l)};
        float *weights = calloc(weight_count(c, l) + bias_count(l), sizeof(float)),
              *bias = weights + weight_count(c, l);
        from = take(take_weights(c, l, from + 16 + l->taps * 4, weights), bias_count(l), bias);
        double *source = l->extras & NET_INTEGERS
                             ? in_steps(tensor[l->source], l->source, frames * shape[1] * shape[2], shape[2])
                             : tensor[l->source];
        tensor[k + 1] = calloc((size_t)(frames * l->bins * l->channels), sizeof(double));
        for (int i = 0; i < frames * l->bins * l->channels; i++) {
            const int channel = i % l->channels, bin = i / l->channels % l->bins, frame = i / l->channels / l->bins;
            double y = bias[l->extras & NET_PLACE ? bin * l->channels + channel : channel] +
                       convolve(l, weights, source, shape, frame, bin, channel);
            if (l->residual)
                y += tensor[l->residual][i];
            tensor[k + 1][i] = l->relu && y < 0 ? 0 : y;
        }
        free(weights);
        if (l->extras & NET_INTEGERS)
            free(source);
    }
    for (int k = 0; k < c->layers; k++)
        free(tensor[k]);
    return tensor[c->layers];
}
