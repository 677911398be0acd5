/* SPDX-License-Identifier: MIT
 *
 * The kernels in integers that this processor has, over rows of many shapes; one line for each, with a sum of all its
 * outputs' bits. tests/cross/kernels.sh compares the lines of several processors. Needs no library. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/nn/kernel_int8.h"

enum { BINS = 23, PITCH = 56, STEP = 40, TAPS = 5, GROUPS = 10, SHAPES = 60 };

static uint64_t seed = 1;

static uint32_t next(uint32_t below)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % below;
}

struct input {
    uint8_t in[TAPS][(BINS + 1) * STEP];
    int8_t weights[TAPS][GROUPS * PITCH * NEUME_INT8_GROUP];
    float scale[PITCH], bias[BINS * PITCH], residual[BINS * PITCH], inverse[PITCH];
};

static void fill(struct input *d)
{
    for (int t = 0; t < TAPS; t++) {
        for (size_t i = 0; i < sizeof d->in[t]; i++)
            d->in[t][i] = (uint8_t)next(NEUME_INT8_MOST + 1);
        for (size_t i = 0; i < sizeof d->weights[t]; i++)
            d->weights[t][i] = (int8_t)((int)next(2 * NEUME_INT8_MOST + 1) - NEUME_INT8_MOST);
    }
    for (int i = 0; i < BINS * PITCH; i++) {
        d->bias[i] = (float)next(2000) / 1000 - 1;
        d->residual[i] = (float)next(2000) / 1000 - 1;
    }
    for (int c = 0; c < PITCH; c++) {
        d->scale[c] = (float)(1 + next(1000)) / 3e7f;
        d->inverse[c] = (float)(1 + next(1000)) / 10;
    }
}

static void hash(uint64_t *sum, const void *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        *sum = (*sum ^ ((const unsigned char *)bytes)[i]) * 1099511628211u;
}

/* One shape: how many bins, channels and taps, and what comes with them, follow from its number. */
static void run_shape(enum neume_kernel kind, const struct input *d, int shape, uint64_t *sum)
{
    static float out[BINS * PITCH];
    static uint8_t bytes[BINS * PITCH];
    struct neume_int8_tap tap[TAPS];
    struct neume_int8_row row = {.tap = tap, .taps = shape % (TAPS + 1), .bins = 1 + shape * 7 % BINS, .step = STEP};
    row.pitch = 8 * (1 + shape % (PITCH / 8));
    for (int t = 0; t < TAPS; t++)
        tap[t] = (struct neume_int8_tap){d->in[t], d->weights[t], 1 + (shape + t) % (GROUPS - 1), 0, row.bins};
    row.scale = d->scale;
    row.bias = d->bias;
    row.bias_step = shape % 2 ? row.pitch : 0;
    row.residual = shape % 3 ? d->residual : NULL;
    row.relu = shape % 4 < 2;
    row.out = shape % 5 ? out : NULL;
    row.bytes = shape % 5 < 3 ? bytes : NULL;
    row.inverse = d->inverse;
    memset(out, 0, sizeof out);
    memset(bytes, 0, sizeof bytes);
    neume_int8_row(kind, &row);
    hash(sum, out, sizeof out);
    hash(sum, bytes, sizeof bytes);
}

int main(void)
{
    struct input *d = malloc(sizeof *d);
    if (!d)
        return 1;
    fill(d);
    for (enum neume_kernel kind = 0; kind < NEUME_KERNEL_COUNT; kind++) {
        uint64_t sum = 14695981039346656037u;
        if (!neume_kernel_runs(kind))
            continue;
        for (int shape = 0; shape < SHAPES; shape++)
            run_shape(kind, d, shape, &sum);
        printf("%s %016llx\n", neume_kernel_name(kind), (unsigned long long)sum);
    }
    free(d);
    return 0;
}
