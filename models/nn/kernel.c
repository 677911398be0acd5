/* SPDX-License-Identifier: MIT */
#include "models/nn/kernel.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef __x86_64__
#include <cpuid.h>
#elif defined(__aarch64__) && defined(__linux__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif

/* The taps that a block of bins needs. */
struct block {
    const struct neume_kernel_tap *tap[NEUME_KERNEL_TAPS];
    int taps, bin;
};

#ifdef __clang__
#define UNROLL _Pragma("unroll")
#else
#define UNROLL _Pragma("GCC unroll 32")
#endif

/* BINS bins and VECTORS * LANES channels from `channel` on. The sums stay in BINS * VECTORS registers. */
#define DEFINE_BLOCK(NAME, TARGET, LANES, VECTORS, BINS)                                                    \
    TARGET static void NAME(const struct neume_kernel_row *row, const struct block *block, int channel)     \
    {                                                                                                       \
        typedef float vector __attribute__((vector_size(4 * LANES), aligned(4), may_alias));                \
        typedef int32_t mask __attribute__((vector_size(4 * LANES)));                                       \
        const float *bias = row->bias + (ptrdiff_t)block->bin * row->bias_step + channel;                   \
        const ptrdiff_t pitch = row->pitch, step = row->step, start = block->bin * pitch + channel;         \
        vector sum[BINS][VECTORS];                                                                          \
        UNROLL for (int b = 0; b < BINS; b++) UNROLL for (int v = 0; v < VECTORS; v++)                      \
            sum[b][v] = *(const vector *)(bias + b * row->bias_step + v * LANES);                           \
        for (int t = 0; t < block->taps; t++) {                                                             \
            const float *in = block->tap[t]->in + block->bin * step, *w = block->tap[t]->weights + channel; \
            for (const float *end = in + block->tap[t]->count; in < end; in++, w += pitch)                  \
                UNROLL for (int b = 0; b < BINS; b++) UNROLL for (int v = 0; v < VECTORS; v++)              \
                    sum[b][v] += in[b * step] * *(const vector *)(w + v * LANES);                           \
        }                                                                                                   \
        UNROLL for (int b = 0; b < BINS; b++) UNROLL for (int v = 0; v < VECTORS; v++)                      \
        {                                                                                                   \
            const ptrdiff_t at = start + b * pitch + v * LANES;                                             \
            vector s = sum[b][v];                                                                           \
            if (row->residual)                                                                              \
                s += *(const vector *)(row->residual + at);                                                 \
            if (row->relu)                                                                                  \
                s = (vector)((mask)s & (mask)(s > 0));                                                      \
            *(vector *)(row->out + at) = s;                                                                 \
        }                                                                                                   \
    }

enum { PLAIN_BINS = 6, AVX2_BINS = 6, AVX512_BINS = 11 };

DEFINE_BLOCK(plain_8, , 4, 2, PLAIN_BINS)
DEFINE_BLOCK(plain_8_single, , 4, 2, 1)
#ifdef __x86_64__
#define AVX2   __attribute__((target("avx2,fma")))
#define AVX512 __attribute__((target("avx512f")))
DEFINE_BLOCK(avx2_16, AVX2, 8, 2, AVX2_BINS)
DEFINE_BLOCK(avx2_8, AVX2, 8, 1, AVX2_BINS)
DEFINE_BLOCK(avx512_32, AVX512, 16, 2, AVX512_BINS)
DEFINE_BLOCK(avx512_16, AVX512, 16, 1, AVX512_BINS)
DEFINE_BLOCK(avx512_8, AVX2, 8, 1, AVX512_BINS)
DEFINE_BLOCK(avx2_16_single, AVX2, 8, 2, 1)
DEFINE_BLOCK(avx2_8_single, AVX2, 8, 1, 1)
DEFINE_BLOCK(avx512_32_single, AVX512, 16, 2, 1)
DEFINE_BLOCK(avx512_16_single, AVX512, 16, 1, 1)
#endif

#ifdef __x86_64__
/* Compilers learnt the name of this one late. */
static int has_avx_vnni(void)
{
    unsigned a, b, c, d;
    return __get_cpuid_count(7, 1, &a, &b, &c, &d) && a >> 4 & 1;
}
#endif

/* The blocks of each kind, widest first; the last is `NEUME_KERNEL_LANES` wide and leaves no rest. `single` is for rows
 * of fewer bins than a block has: one bin after the other. */
#define AVX2_KIND                          \
    {                                      \
        AVX2_BINS,                         \
        {                                  \
            {16, avx2_16, avx2_16_single}, \
            {                              \
                8, avx2_8, avx2_8_single   \
            }                              \
        }                                  \
    }
#define AVX512_KIND                                                               \
    {                                                                             \
        AVX512_BINS,                                                              \
        {                                                                         \
            {32, avx512_32, avx512_32_single}, {16, avx512_16, avx512_16_single}, \
            {                                                                     \
                8, avx512_8, avx2_8_single                                        \
            }                                                                     \
        }                                                                         \
    }
static const struct {
    int bins;
    struct {
        int channels;
        void (*run)(const struct neume_kernel_row *row, const struct block *block, int channel);
        void (*single)(const struct neume_kernel_row *row, const struct block *block, int channel);
    } block[3];
} kinds[NEUME_KERNEL_COUNT] = {
    [NEUME_KERNEL_PLAIN] = {PLAIN_BINS, {{8, plain_8, plain_8_single}}},
#ifdef __x86_64__
    [NEUME_KERNEL_AVX2] = AVX2_KIND,
    [NEUME_KERNEL_AVX_VNNI] = AVX2_KIND,
    [NEUME_KERNEL_AVX512] = AVX512_KIND,
    [NEUME_KERNEL_AVX512_VNNI] = AVX512_KIND,
#else
    [NEUME_KERNEL_NEON_DOT] = {PLAIN_BINS, {{8, plain_8, plain_8_single}}},
#endif
};

const char *neume_kernel_name(enum neume_kernel kind)
{
    static const char *const names[NEUME_KERNEL_COUNT] = {"plain",  "avx2",        "avx_vnni",
                                                          "avx512", "avx512_vnni", "neon_dot"};
    return names[kind];
}

int neume_kernel_runs(enum neume_kernel kind)
{
#ifdef __x86_64__
    const int avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    const int avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                       __builtin_cpu_supports("avx512vl");
    if (kind == NEUME_KERNEL_AVX2 || kind == NEUME_KERNEL_AVX_VNNI)
        return avx2 && (kind == NEUME_KERNEL_AVX2 || has_avx_vnni());
    if (kind == NEUME_KERNEL_AVX512 || kind == NEUME_KERNEL_AVX512_VNNI)
        return avx512 && (kind == NEUME_KERNEL_AVX512 || __builtin_cpu_supports("avx512vnni"));
#endif
#if defined(__aarch64__) && defined(__linux__)
    if (kind == NEUME_KERNEL_NEON_DOT)
        return (getauxval(AT_HWCAP) & HWCAP_ASIMDDP) != 0;
#endif
    return kind == NEUME_KERNEL_PLAIN;
}

enum neume_kernel neume_kernel_best(void)
{
    enum neume_kernel kind = NEUME_KERNEL_COUNT - 1;
    while (!neume_kernel_runs(kind))
        kind--;
    return kind;
}

enum neume_status neume_kernel_chosen(enum neume_kernel *kind)
{
    const char *name = getenv("NEUME_KERNEL");
    *kind = neume_kernel_best();
    if (!name || !*name)
        return NEUME_OK;
    enum neume_kernel wanted = 0;
    while (wanted < NEUME_KERNEL_COUNT && strcmp(name, neume_kernel_name(wanted)) != 0)
        wanted++;
    if (wanted == NEUME_KERNEL_COUNT)
        return NEUME_ERR_ARGUMENT;
    if (!neume_kernel_runs(wanted))
        return NEUME_ERR_UNSUPPORTED;
    *kind = wanted;
    return NEUME_OK;
}

void neume_kernel_row(enum neume_kernel kind, const struct neume_kernel_row *row)
{
    const int single = row->bins < kinds[kind].bins, bins = single ? 1 : kinds[kind].bins;
    assert(kinds[kind].bins && row->pitch % NEUME_KERNEL_LANES == 0 && row->taps <= NEUME_KERNEL_TAPS);
    for (int at = 0; at < row->bins; at += bins) {
        /* The last block begins early where there is a rest, and makes some bins twice: the same numbers. */
        struct block block;
        block.bin = at + bins <= row->bins ? at : row->bins - bins;
        block.taps = 0;
        for (int t = 0; t < row->taps; t++)
            if (row->tap[t].first < block.bin + bins && row->tap[t].last > block.bin)
                block.tap[block.taps++] = &row->tap[t];
        for (int channel = 0, b = 0; channel < row->pitch; channel += kinds[kind].block[b].channels) {
            while (channel + kinds[kind].block[b].channels > row->pitch)
                b++;
            (single ? kinds[kind].block[b].single : kinds[kind].block[b].run)(row, &block, channel);
        }
    }
}
