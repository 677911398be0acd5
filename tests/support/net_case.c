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
    return (size_t)(l->channels * (l->place ? l->bins : 1));
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

uint8_t *net_case_file(const struct net_case *c, uint64_t seed, size_t *size)
{
    *size = 32 + 4;
    for (int k = 0; k < c->layers; k++) {
        const struct net_layer *l = &c->layer[k];
        *size += 16 + (size_t)l->taps * 4 + 4 * (weight_count(c, l) + bias_count(l));
    }
    uint8_t *file = calloc(1, *size), *to = file + 24;
    assert_non_null(file);
    memcpy(file, "NEUMENN1", 8);
    memcpy(file + 8, c->name, strlen(c->name));
    to = put_u32(put_u32(to, (uint32_t)c->bins), (uint32_t)c->layers);
    for (int k = 0; k < c->layers; k++) {
        const struct net_layer *l = &c->layer[k];
        const int fields[] = {l->source,    l->residual, l->channels, l->bins, l->stride, l->relu + 2 * l->place,
                              inputs(c, l), l->taps};
        for (int i = 0; i < 8; i++)
            to = put_i16(to, fields[i]);
        for (int t = 0; t < l->taps; t++)
            to = put_i16(put_i16(to, l->tap[t][0]), l->tap[t][1]);
        to = put_random(to, weight_count(c, l), sqrt(3.0 / (l->taps * inputs(c, l))), &seed);
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
        from = take(from + 16 + l->taps * 4, weight_count(c, l) + bias_count(l), weights);
        tensor[k + 1] = calloc((size_t)(frames * l->bins * l->channels), sizeof(double));
        for (int i = 0; i < frames * l->bins * l->channels; i++) {
            const int channel = i % l->channels, bin = i / l->channels % l->bins, frame = i / l->channels / l->bins;
            double y = bias[l->place ? bin * l->channels + channel : channel] +
                       convolve(l, weights, tensor[l->source], shape, frame, bin, channel);
            if (l->residual)
                y += tensor[l->residual][i];
            tensor[k + 1][i] = l->relu && y < 0 ? 0 : y;
        }
        free(weights);
    }
    for (int k = 0; k < c->layers; k++)
        free(tensor[k]);
    return tensor[c->layers];
}
