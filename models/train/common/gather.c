/* SPDX-License-Identifier: MIT */
#include "models/train/common/train.h"

#include <string.h>

void neume_train_gather(const uint16_t *x, uint16_t *wide, long rows, long keys, long channels, const long *offset,
                        long offsets)
{
#pragma omp parallel for
    for (long r = 0; r < rows; r++)
        for (long k = 0; k < keys; k++)
            for (long o = 0; o < offsets; o++) {
                uint16_t *to = wide + ((r * keys + k) * offsets + o) * channels;
                long from = k + offset[o];
                if (from >= 0 && from < keys)
                    memcpy(to, x + (r * keys + from) * channels, (size_t)channels * sizeof *to);
                else
                    memset(to, 0, (size_t)channels * sizeof *to);
            }
}

static float widen(uint16_t b)
{
    uint32_t bits = (uint32_t)b << 16;
    float f;
    memcpy(&f, &bits, sizeof f);
    return f;
}

static uint16_t narrow(float f)
{
    uint32_t bits;
    memcpy(&bits, &f, sizeof bits);
    return (uint16_t)((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
}

void neume_train_scatter(const uint16_t *wide, uint16_t *x, long rows, long keys, long channels, const long *offset,
                         long offsets)
{
#pragma omp parallel for
    for (long r = 0; r < rows; r++)
        for (long k = 0; k < keys; k++) {
            float sum[64] = {0};
            for (long o = 0; o < offsets; o++) {
                long to = k - offset[o];
                if (to < 0 || to >= keys)
                    continue;
                const uint16_t *g = wide + ((r * keys + to) * offsets + o) * channels;
                for (long c = 0; c < channels; c++)
                    sum[c] += widen(g[c]);
            }
            for (long c = 0; c < channels; c++)
                x[(r * keys + k) * channels + c] = narrow(sum[c]);
        }
}
