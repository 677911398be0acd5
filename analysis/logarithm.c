/* SPDX-License-Identifier: MIT */
#include "analysis/logarithm.h"

#include <stdint.h>
#include <string.h>

#include "core/simd.h"

static const uint32_t root_half = 0x3f3504f3; /* the bits of sqrt(0.5) */

/* Of x = 2^e (1 + f), f from sqrt(0.5) - 1 to sqrt(2) - 1: the polynomial of Moshier's Cephes library (logf.c), e ln 2
 * in two parts. */
static inline float logarithm(float x)
{
    uint32_t bits, mantissa;
    float f;
    memcpy(&bits, &x, sizeof bits);
    int32_t e = (int32_t)(bits - root_half) >> 23;
    mantissa = bits - ((uint32_t)e << 23);
    memcpy(&f, &mantissa, sizeof f);
    f -= 1;
    float z = f * f, y = 7.0376836292e-2f;
    y = y * f - 1.1514610310e-1f;
    y = y * f + 1.1676998740e-1f;
    y = y * f - 1.2420140846e-1f;
    y = y * f + 1.4249322787e-1f;
    y = y * f - 1.6668057665e-1f;
    y = y * f + 2.0000714765e-1f;
    y = y * f - 2.4999993993e-1f;
    y = y * f + 3.3333331174e-1f;
    y = y * f * z - 2.12194440e-4f * (float)e - 0.5f * z;
    return f + y + 0.693359375f * (float)e;
}

/* The clones of a function that is not static would have a symbol that the library shows. */
NEUME_SIMD static void logarithms(const float *x, float *out, size_t count, float scale)
{
    for (size_t i = 0; i < count; i++)
        out[i] = scale * logarithm(x[i]);
}

void neume_logarithms(const float *x, float *out, size_t count)
{
    logarithms(x, out, count, 1);
}

void neume_decibels(const float *x, float *out, size_t count)
{
    logarithms(x, out, count, 8.68588964f); /* 20 / ln 10 */
}
