/* SPDX-License-Identifier: MIT */
#include "models/nn/kernel_int8.h"

#include <assert.h>
#include <string.h>

#ifdef __x86_64__
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

/* The taps that a block of bins needs. */
struct block {
    const struct neume_int8_tap *tap[NEUME_KERNEL_TAPS];
    int taps, bin;
};

#ifdef __clang__
#define UNROLL _Pragma("unroll")
#else
#define UNROLL _Pragma("GCC unroll 32")
#endif
#define INLINE static inline __attribute__((always_inline))

/* Holds a number in the register in which it is: GCC 12 would copy each sum to another at every product, and reckon the
 * places of all bins beforehand, and run out of them. */
#define IN_PLACE(SUM, CLASS) __asm__("" : CLASS(SUM))

/* To the nearest, ties to even, for 0..127: as the conversions of vector units round. */
INLINE float rounded(float x)
{
    const float whole = 12582912; /* 1.5 * 2^23: beside it a float has no fraction */
    return x + whole - whole;
}

INLINE uint8_t byte_of(float x)
{
    x = x > 0 ? x : 0;
    return (uint8_t)(int)rounded(x < NEUME_INT8_MOST ? x : NEUME_INT8_MOST);
}

void neume_int8_quantize(const float *in, int bins, int pitch, const float *inverse, uint8_t *bytes)
{
    for (int b = 0; b < bins; b++, in += pitch, bytes += pitch)
        for (int c = 0; c < pitch; c++)
            bytes[c] = byte_of(in[c] * inverse[c]);
}

/* What comes after the sums of a block, from its first bin and channel on; kept apart from the row, which the compiler
 * would read again after every number that is written. */
struct ends {
    const float *scale, *inverse, *bias; /* inverse: where there are bytes */
    const float *residual;               /* or NULL */
    float *out;                          /* or NULL */
    uint8_t *bytes;                      /* or NULL */
    int relu;
};

INLINE struct ends ends_of(const struct neume_int8_row *row, int bin, int channel)
{
    const ptrdiff_t at = (ptrdiff_t)bin * row->pitch + channel;
    return (struct ends){.scale = row->scale + channel,
                         .inverse = row->bytes ? row->inverse + channel : NULL,
                         .bias = row->bias + (ptrdiff_t)bin * row->bias_step + channel,
                         .residual = row->residual ? row->residual + at : NULL,
                         .out = row->out ? row->out + at : NULL,
                         .bytes = row->bytes ? row->bytes + at : NULL,
                         .relu = row->relu};
}

/* Each instruction set: a vector of sums, the product of four inputs with the weights of all its channels added to it,
 * and what comes after the sums. */
#define PLAIN_TARGET
#define PLAIN_LANES 8
typedef struct {
    int32_t lane[PLAIN_LANES];
} plain_sums;

INLINE plain_sums plain_zero(void)
{
    return (plain_sums){{0}};
}

INLINE plain_sums plain_dot(plain_sums sum, const uint8_t *in, const int8_t *weights)
{
    for (int c = 0; c < PLAIN_LANES; c++, weights += NEUME_INT8_GROUP)
        sum.lane[c] += in[0] * weights[0] + in[1] * weights[1] + in[2] * weights[2] + in[3] * weights[3];
    return sum;
}

/* at, bias, channel: the distances of the bin and channel from the first ones. */
INLINE void plain_finish(struct ends e, ptrdiff_t at, ptrdiff_t bias, int channel, plain_sums sum)
{
    for (int c = 0; c < PLAIN_LANES; c++) {
        float x = (float)sum.lane[c] * e.scale[channel + c] + e.bias[bias + c];
        if (e.residual)
            x += e.residual[at + c];
        if (e.relu)
            x = x > 0 ? x : 0;
        if (e.out)
            e.out[at + c] = x;
        if (e.bytes)
            e.bytes[at + c] = byte_of(x * e.inverse[channel + c]);
    }
}

#ifdef __x86_64__
#define AVX2_TARGET        __attribute__((target("avx2")))
#define AVX_VNNI_TARGET    __attribute__((target("avx2,avxvnni")))
#define AVX512_TARGET      __attribute__((target("avx512f,avx512bw,avx512vl")))
#define AVX512_VNNI_TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))

/* Names of eight and sixteen lanes. */
#define DEFINE_256(ISA, TARGET, DOT)                                                                               \
    typedef __m256i ISA##_sums;                                                                                    \
    TARGET INLINE __m256i ISA##_zero(void)                                                                         \
    {                                                                                                              \
        return _mm256_setzero_si256();                                                                             \
    }                                                                                                              \
    TARGET INLINE __m256i ISA##_dot(__m256i sum, const uint8_t *in, const int8_t *weights)                         \
    {                                                                                                              \
        int32_t four;                                                                                              \
        memcpy(&four, in, sizeof four);                                                                            \
        const __m256i x = _mm256_set1_epi32(four), w = _mm256_loadu_si256((const __m256i *)(const void *)weights); \
        sum = DOT;                                                                                                 \
        IN_PLACE(sum, "+x");                                                                                       \
        return sum;                                                                                                \
    }                                                                                                              \
    TARGET INLINE void ISA##_finish(struct ends e, ptrdiff_t at, ptrdiff_t bias, int channel, __m256i sum)         \
    {                                                                                                              \
        __m256 x = _mm256_mul_ps(_mm256_cvtepi32_ps(sum), _mm256_loadu_ps(e.scale + channel));                     \
        x = _mm256_add_ps(x, _mm256_loadu_ps(e.bias + bias));                                                      \
        if (e.residual)                                                                                            \
            x = _mm256_add_ps(x, _mm256_loadu_ps(e.residual + at));                                                \
        if (e.relu)                                                                                                \
            x = _mm256_max_ps(x, _mm256_setzero_ps());                                                             \
        if (e.out)                                                                                                 \
            _mm256_storeu_ps(e.out + at, x);                                                                       \
        if (!e.bytes)                                                                                              \
            return;                                                                                                \
        x = _mm256_max_ps(_mm256_mul_ps(x, _mm256_loadu_ps(e.inverse + channel)), _mm256_setzero_ps());            \
        const __m256i q = _mm256_cvtps_epi32(_mm256_min_ps(x, _mm256_set1_ps(NEUME_INT8_MOST)));                   \
        const __m128i half = _mm_packs_epi32(_mm256_castsi256_si128(q), _mm256_extracti128_si256(q, 1));           \
        _mm_storel_epi64((__m128i *)(void *)(e.bytes + at), _mm_packus_epi16(half, half));                         \
    }

#define DEFINE_512(ISA, TARGET, DOT)                                                                       \
    typedef __m512i ISA##_sums;                                                                            \
    TARGET INLINE __m512i ISA##_zero(void)                                                                 \
    {                                                                                                      \
        return _mm512_setzero_si512();                                                                     \
    }                                                                                                      \
    TARGET INLINE __m512i ISA##_dot(__m512i sum, const uint8_t *in, const int8_t *weights)                 \
    {                                                                                                      \
        int32_t four;                                                                                      \
        memcpy(&four, in, sizeof four);                                                                    \
        const __m512i x = _mm512_set1_epi32(four), w = _mm512_loadu_si512(weights);                        \
        sum = DOT;                                                                                         \
        IN_PLACE(sum, "+v");                                                                               \
        return sum;                                                                                        \
    }                                                                                                      \
    TARGET INLINE void ISA##_finish(struct ends e, ptrdiff_t at, ptrdiff_t bias, int channel, __m512i sum) \
    {                                                                                                      \
        __m512 x = _mm512_mul_ps(_mm512_cvtepi32_ps(sum), _mm512_loadu_ps(e.scale + channel));             \
        x = _mm512_add_ps(x, _mm512_loadu_ps(e.bias + bias));                                              \
        if (e.residual)                                                                                    \
            x = _mm512_add_ps(x, _mm512_loadu_ps(e.residual + at));                                        \
        if (e.relu)                                                                                        \
            x = _mm512_max_ps(x, _mm512_setzero_ps());                                                     \
        if (e.out)                                                                                         \
            _mm512_storeu_ps(e.out + at, x);                                                               \
        if (!e.bytes)                                                                                      \
            return;                                                                                        \
        x = _mm512_max_ps(_mm512_mul_ps(x, _mm512_loadu_ps(e.inverse + channel)), _mm512_setzero_ps());    \
        const __m512i q = _mm512_cvtps_epi32(_mm512_min_ps(x, _mm512_set1_ps(NEUME_INT8_MOST)));           \
        _mm_storeu_si128((__m128i *)(void *)(e.bytes + at), _mm512_cvtepi32_epi8(q));                      \
    }

#define AVX2_LANES        8
#define AVX_VNNI_LANES    8
#define AVX512_LANES      16
#define HALF_VNNI_LANES   8
#define HALF_VNNI_TARGET  AVX512_VNNI_TARGET
#define AVX512_VNNI_LANES 16
DEFINE_256(AVX2, AVX2_TARGET,
           _mm256_add_epi32(sum, _mm256_madd_epi16(_mm256_maddubs_epi16(x, w), _mm256_set1_epi16(1))))
DEFINE_256(AVX_VNNI, AVX_VNNI_TARGET, _mm256_dpbusd_avx_epi32(sum, x, w))
DEFINE_256(HALF_VNNI, AVX512_VNNI_TARGET, _mm256_dpbusd_epi32(sum, x, w))
DEFINE_512(AVX512, AVX512_TARGET,
           _mm512_add_epi32(sum, _mm512_madd_epi16(_mm512_maddubs_epi16(x, w), _mm512_set1_epi16(1))))
DEFINE_512(AVX512_VNNI, AVX512_VNNI_TARGET, _mm512_dpbusd_epi32(sum, x, w))
#endif

#ifdef __aarch64__
#define NEON_DOT_TARGET __attribute__((target("arch=armv8.2-a+dotprod")))
#define NEON_DOT_LANES  8
typedef struct {
    int32x4_t half[2];
} NEON_DOT_sums;

NEON_DOT_TARGET INLINE NEON_DOT_sums NEON_DOT_zero(void)
{
    return (NEON_DOT_sums){{vdupq_n_s32(0), vdupq_n_s32(0)}};
}

/* Inputs of seven bits are bytes with a sign, too. */
NEON_DOT_TARGET INLINE NEON_DOT_sums NEON_DOT_dot(NEON_DOT_sums sum, const uint8_t *in, const int8_t *weights)
{
    int32_t four;
    memcpy(&four, in, sizeof four);
    const int8x16_t x = vreinterpretq_s8_s32(vdupq_n_s32(four));
    sum.half[0] = vdotq_s32(sum.half[0], vld1q_s8(weights), x);
    sum.half[1] = vdotq_s32(sum.half[1], vld1q_s8(weights + 16), x);
    IN_PLACE(sum.half[0], "+w");
    IN_PLACE(sum.half[1], "+w");
    return sum;
}

NEON_DOT_TARGET INLINE int32x4_t neon_finish(struct ends e, ptrdiff_t at, ptrdiff_t bias, int channel, int32x4_t sum)
{
    float32x4_t x = vmulq_f32(vcvtq_f32_s32(sum), vld1q_f32(e.scale + channel));
    x = vaddq_f32(x, vld1q_f32(e.bias + bias));
    if (e.residual)
        x = vaddq_f32(x, vld1q_f32(e.residual + at));
    if (e.relu)
        x = vmaxq_f32(x, vdupq_n_f32(0));
    if (e.out)
        vst1q_f32(e.out + at, x);
    if (!e.bytes)
        return sum;
    x = vmaxq_f32(vmulq_f32(x, vld1q_f32(e.inverse + channel)), vdupq_n_f32(0));
    return vcvtnq_s32_f32(vminq_f32(x, vdupq_n_f32(NEUME_INT8_MOST)));
}

NEON_DOT_TARGET INLINE void NEON_DOT_finish(struct ends e, ptrdiff_t at, ptrdiff_t bias, int channel, NEON_DOT_sums sum)
{
    const int32x4_t low = neon_finish(e, at, bias, channel, sum.half[0]);
    const int32x4_t high = neon_finish(e, at + 4, bias + 4, channel + 4, sum.half[1]);
    if (e.bytes)
        vst1_u8(e.bytes + at, vqmovun_s16(vcombine_s16(vqmovn_s32(low), vqmovn_s32(high))));
}
#endif
#define PLAIN_zero   plain_zero
#define PLAIN_dot    plain_dot
#define PLAIN_finish plain_finish
#define PLAIN_sums   plain_sums

/* BINS bins and VECTORS * LANES channels from `channel` on. The sums stay in BINS * VECTORS registers. */
#define DEFINE_BLOCK(NAME, ISA, VECTORS, BINS)                                                                   \
    ISA##_TARGET static void NAME(const struct neume_int8_row *row, const struct block *block, int channel)      \
    {                                                                                                            \
        const ptrdiff_t step = row->step, pitch = row->pitch * (ptrdiff_t)NEUME_INT8_GROUP;                      \
        ISA##_sums sum[BINS][VECTORS];                                                                           \
        UNROLL for (int b = 0; b < BINS; b++) UNROLL for (int v = 0; v < VECTORS; v++) sum[b][v] = ISA##_zero(); \
        for (int t = 0; t < block->taps; t++) {                                                                  \
            const uint8_t *in = block->tap[t]->in + block->bin * step;                                           \
            const int8_t *w = block->tap[t]->weights + channel * NEUME_INT8_GROUP;                               \
            for (int g = block->tap[t]->groups; g > 0; g--, in += NEUME_INT8_GROUP, w += pitch)                  \
                UNROLL for (int b = 0; b < BINS; b++) UNROLL for (int v = 0; v < VECTORS; v++)                   \
                    sum[b][v] = ISA##_dot(sum[b][v], in + b * step, w + v * NEUME_INT8_GROUP * ISA##_LANES);     \
        }                                                                                                        \
        const struct ends e = ends_of(row, block->bin, channel);                                                 \
        const ptrdiff_t to_bin = row->pitch, to_bias = row->bias_step;                                           \
        ptrdiff_t at = 0, bias = 0;                                                                              \
        UNROLL for (int b = 0; b < BINS; b++, at += to_bin, bias += to_bias)                                     \
        {                                                                                                        \
            IN_PLACE(at, "+r");                                                                                  \
            IN_PLACE(bias, "+r");                                                                                \
            UNROLL for (int v = 0; v < VECTORS; v++)                                                             \
                ISA##_finish(e, at + v * ISA##_LANES, bias + v * ISA##_LANES, v * ISA##_LANES, sum[b][v]);       \
        }                                                                                                        \
    }

/* A width in channels with its heights in bins, highest first; the last height is 1. */
enum { HEIGHTS = 4 };
struct width {
    int channels;
    struct {
        int bins;
        void (*run)(const struct neume_int8_row *row, const struct block *block, int channel);
    } height[HEIGHTS];
};

DEFINE_BLOCK(plain_8x4, PLAIN, 1, 4)
DEFINE_BLOCK(plain_8x1, PLAIN, 1, 1)
#ifdef __x86_64__
DEFINE_BLOCK(avx2_16x4, AVX2, 2, 4)
DEFINE_BLOCK(avx2_16x1, AVX2, 2, 1)
DEFINE_BLOCK(avx2_8x7, AVX2, 1, 7)
DEFINE_BLOCK(avx2_8x4, AVX2, 1, 4)
DEFINE_BLOCK(avx2_8x1, AVX2, 1, 1)
DEFINE_BLOCK(avx_vnni_16x6, AVX_VNNI, 2, 6)
DEFINE_BLOCK(avx_vnni_16x4, AVX_VNNI, 2, 4)
DEFINE_BLOCK(avx_vnni_16x1, AVX_VNNI, 2, 1)
DEFINE_BLOCK(avx_vnni_8x11, AVX_VNNI, 1, 11)
DEFINE_BLOCK(avx_vnni_8x7, AVX_VNNI, 1, 7)
DEFINE_BLOCK(avx_vnni_8x4, AVX_VNNI, 1, 4)
DEFINE_BLOCK(avx_vnni_8x1, AVX_VNNI, 1, 1)
DEFINE_BLOCK(avx512_32x11, AVX512, 2, 11)
DEFINE_BLOCK(avx512_32x7, AVX512, 2, 7)
DEFINE_BLOCK(avx512_32x4, AVX512, 2, 4)
DEFINE_BLOCK(avx512_32x1, AVX512, 2, 1)
DEFINE_BLOCK(avx512_16x14, AVX512, 1, 14)
DEFINE_BLOCK(avx512_16x11, AVX512, 1, 11)
DEFINE_BLOCK(avx512_16x6, AVX512, 1, 6)
DEFINE_BLOCK(avx512_16x1, AVX512, 1, 1)
DEFINE_BLOCK(avx512_vnni_32x14, AVX512_VNNI, 2, 14)
DEFINE_BLOCK(avx512_vnni_32x11, AVX512_VNNI, 2, 11)
DEFINE_BLOCK(avx512_vnni_32x6, AVX512_VNNI, 2, 6)
DEFINE_BLOCK(avx512_vnni_32x1, AVX512_VNNI, 2, 1)
DEFINE_BLOCK(avx512_vnni_16x14, AVX512_VNNI, 1, 14)
DEFINE_BLOCK(avx512_vnni_16x11, AVX512_VNNI, 1, 11)
DEFINE_BLOCK(avx512_vnni_16x6, AVX512_VNNI, 1, 6)
DEFINE_BLOCK(avx512_vnni_16x1, AVX512_VNNI, 1, 1)
DEFINE_BLOCK(half_vnni_8x14, HALF_VNNI, 1, 14)
DEFINE_BLOCK(half_vnni_8x11, HALF_VNNI, 1, 11)
DEFINE_BLOCK(half_vnni_8x6, HALF_VNNI, 1, 6)
DEFINE_BLOCK(half_vnni_8x1, HALF_VNNI, 1, 1)
#elif defined(__aarch64__)
DEFINE_BLOCK(neon_dot_16x6, NEON_DOT, 2, 6)
DEFINE_BLOCK(neon_dot_16x4, NEON_DOT, 2, 4)
DEFINE_BLOCK(neon_dot_16x1, NEON_DOT, 2, 1)
DEFINE_BLOCK(neon_dot_8x11, NEON_DOT, 1, 11)
DEFINE_BLOCK(neon_dot_8x7, NEON_DOT, 1, 7)
DEFINE_BLOCK(neon_dot_8x4, NEON_DOT, 1, 4)
DEFINE_BLOCK(neon_dot_8x1, NEON_DOT, 1, 1)
#endif

/* The widths of each kind, widest first; the last is NEUME_KERNEL_LANES wide and leaves no rest. */
#define AVX2_8                            \
    {                                     \
        8,                                \
        {                                 \
            {7, avx2_8x7}, {4, avx2_8x4}, \
            {                             \
                1, avx2_8x1               \
            }                             \
        }                                 \
    }
#define AVX_VNNI_8                                                     \
    {                                                                  \
        8,                                                             \
        {                                                              \
            {11, avx_vnni_8x11}, {7, avx_vnni_8x7}, {4, avx_vnni_8x4}, \
            {                                                          \
                1, avx_vnni_8x1                                        \
            }                                                          \
        }                                                              \
    }
static const struct width kinds[NEUME_KERNEL_COUNT][3] = {
    [NEUME_KERNEL_PLAIN] = {{8, {{4, plain_8x4}, {1, plain_8x1}}}},
#ifdef __x86_64__
    [NEUME_KERNEL_AVX2] = {{16, {{4, avx2_16x4}, {1, avx2_16x1}}}, AVX2_8},
    [NEUME_KERNEL_AVX_VNNI] = {{16, {{6, avx_vnni_16x6}, {4, avx_vnni_16x4}, {1, avx_vnni_16x1}}}, AVX_VNNI_8},
    [NEUME_KERNEL_AVX512] = {{32, {{11, avx512_32x11}, {7, avx512_32x7}, {4, avx512_32x4}, {1, avx512_32x1}}},
                             {16, {{14, avx512_16x14}, {11, avx512_16x11}, {6, avx512_16x6}, {1, avx512_16x1}}},
                             AVX2_8},
    [NEUME_KERNEL_AVX512_VNNI] =
        {{32, {{14, avx512_vnni_32x14}, {11, avx512_vnni_32x11}, {6, avx512_vnni_32x6}, {1, avx512_vnni_32x1}}},
         {16, {{14, avx512_vnni_16x14}, {11, avx512_vnni_16x11}, {6, avx512_vnni_16x6}, {1, avx512_vnni_16x1}}},
         {8, {{14, half_vnni_8x14}, {11, half_vnni_8x11}, {6, half_vnni_8x6}, {1, half_vnni_8x1}}}},
#elif defined(__aarch64__)
    [NEUME_KERNEL_NEON_DOT] = {{16, {{6, neon_dot_16x6}, {4, neon_dot_16x4}, {1, neon_dot_16x1}}},
                               {8, {{11, neon_dot_8x11}, {7, neon_dot_8x7}, {4, neon_dot_8x4}, {1, neon_dot_8x1}}}},
#endif
};

/* The height by which the fewest bins are made twice; the last one, 1, always fits. */
static int best_height(const struct width *w, int bins)
{
    int best = 0, least = 0;
    for (int i = 0; i < HEIGHTS && w->height[i].bins; i++) {
        const int height = w->height[i].bins, made = (bins + height - 1) / height * height;
        if (height <= bins && (height > 1 || !least) && (!least || made < least)) {
            best = i;
            least = made;
        }
    }
    return best;
}

/* The channels of one width, from `channel` up to where the width no longer fits. */
static void row_of_width(const struct neume_int8_row *row, const struct width *w, int channel, int end)
{
    const int i = best_height(w, row->bins), bins = w->height[i].bins;
    for (int at = 0; at < row->bins; at += bins) {
        /* The last block begins early where there is a rest, and makes some bins twice: the same numbers. */
        struct block block;
        block.bin = at + bins <= row->bins ? at : row->bins - bins;
        block.taps = 0;
        for (int t = 0; t < row->taps; t++)
            if (row->tap[t].first < block.bin + bins && row->tap[t].last > block.bin)
                block.tap[block.taps++] = &row->tap[t];
        for (int c = channel; c + w->channels <= end; c += w->channels)
            w->height[i].run(row, &block, c);
    }
}

void neume_int8_row(enum neume_kernel kind, const struct neume_int8_row *row)
{
    assert(kinds[kind][0].channels && row->pitch % NEUME_KERNEL_LANES == 0 && row->taps <= NEUME_KERNEL_TAPS);
    int channel = 0;
    for (const struct width *w = kinds[kind]; channel < row->pitch; w++) {
        row_of_width(row, w, channel, row->pitch);
        channel += (row->pitch - channel) / w->channels * w->channels;
    }
}
