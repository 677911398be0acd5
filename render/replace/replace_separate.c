/* SPDX-License-Identifier: MIT */
#include "render/replace/replace_separate.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/fft.h"
#include "core/simd.h"

#define LEARN    0.03 /* seconds over which the background is averaged, */
#define FALL     0.1  /* and over which it follows what rings under a drum */
#define HEADROOM 2.5f /* times the background's power that is let through: noise swings about its mean; */
#define TONAL    1.1f /* in the lows, where drums and tones are, */
#define LOWS     200  /* Hz up to here, rising to HEADROOM at four times that */

enum { OVERLAP = 4 };

struct neume_separator {
    struct neume_fft *fft;
    size_t size, hop, bins, channels;
    float learn, fall; /* weights of the past, a hop */
    int64_t settled;   /* frames before a drum goes down in which the background is learnt */
    float *window;     /* [size] the root of a Hann window */
    float *low;        /* [bins] 1 under the split, 0 over it */
    float *headroom;   /* [bins] TONAL..HEADROOM */
    float *drift;      /* [bins] what clipping there takes off the mean power of noise: 1 / (1 - exp(-headroom)) */
    float *in, *taken; /* [channels][size] rings: the recording, and what is taken out of it */
    float *background; /* [channels][bins] power, */
    float *share;      /* [bins] of the transform that is to be taken out */
    float *level;      /* and the mean of what is not over it by more than HEADROOM */
    int64_t now;       /* frames that came in */
    int learnt;        /* transforms since the recording filled the first one */
    neume_separator_depth_fn depth;
    void *user;
};

size_t neume_separator_size(int rate)
{
    size_t size = 64;
    while ((double)size < 0.017 * rate)
        size *= 2;
    return size;
}

size_t neume_separator_delay(const struct neume_separator *s)
{
    return s->size;
}

static void make_tables(struct neume_separator *s, int rate, double split)
{
    double hop = (double)s->hop / rate;
    s->settled = (int64_t)(8 * LEARN * rate);
    s->learn = (float)exp(-hop / LEARN);
    s->fall = (float)exp(-hop / FALL);
    for (size_t i = 0; i < s->size; i++)
        s->window[i] = (float)sin(3.14159265358979323846 * (double)i / (double)s->size);
    for (size_t k = 0; k < s->bins; k++) { /* over half an octave around the split */
        double octaves = k ? log2((double)k * rate / (double)s->size / split) : -100;
        s->low[k] = (float)fmin(fmax(0.5 - 2 * octaves, 0), 1);
        double above = k ? log2((double)k * rate / (double)s->size / LOWS) / 2 : 0;
        s->headroom[k] = TONAL + (HEADROOM - TONAL) * (float)fmin(fmax(above, 0), 1);
        s->drift[k] = s->headroom[k] > TONAL ? 1 / (1 - expf(-s->headroom[k])) : 1;
    }
}

enum neume_status neume_separator_new(struct neume_separator **out, int rate, int channels, double split,
                                      neume_separator_depth_fn depth, void *user)
{
    struct neume_separator *s = calloc(1, sizeof *s);
    *out = NULL;
    if (!s)
        return NEUME_ERR_MEMORY;
    size_t wide = (size_t)channels;
    s->size = neume_separator_size(rate);
    s->hop = s->size / OVERLAP;
    s->bins = s->size / 2 + 1;
    s->channels = wide;
    s->depth = depth;
    s->user = user;
    s->fft = neume_fft_new(s->size);
    s->window = malloc(s->size * sizeof *s->window);
    s->low = malloc(s->bins * sizeof *s->low);
    s->headroom = malloc(s->bins * sizeof *s->headroom);
    s->drift = malloc(s->bins * sizeof *s->drift);
    s->share = malloc(s->bins * sizeof *s->share);
    s->in = calloc(wide * s->size, sizeof *s->in);
    s->taken = calloc(wide * s->size, sizeof *s->taken);
    s->background = calloc(wide * s->bins, sizeof *s->background);
    s->level = calloc(wide * s->bins, sizeof *s->level);
    if (!s->fft || !s->window || !s->low || !s->headroom || !s->drift || !s->share || !s->in || !s->taken ||
        !s->background || !s->level) {
        neume_separator_free(s);
        return NEUME_ERR_MEMORY;
    }
    make_tables(s, rate, split);
    *out = s;
    return NEUME_OK;
}

void neume_separator_free(struct neume_separator *s)
{
    if (!s)
        return;
    neume_fft_free(s->fft);
    free(s->window);
    free(s->low);
    free(s->headroom);
    free(s->drift);
    free(s->share);
    free(s->in);
    free(s->taken);
    free(s->background);
    free(s->level);
    free(s);
}

/* The power of a row of bins, which the background follows where nothing goes down. */
NEUME_SIMD static void learn(const struct neume_fft_bin *restrict bin, size_t bins, float past,
                             float *restrict background, float *restrict level)
{
    for (size_t k = 0; k < bins; k++) {
        float power = bin[k].re * bin[k].re + bin[k].im * bin[k].im;
        background[k] = level[k] = past * background[k] + (1 - past) * power;
    }
}

/* Which share of each bin is to be taken out goes into `share`. A background under what goes down may fall; one that
 * does not is followed as ever, by `past`. */
NEUME_SIMD static void find_shares(const struct neume_separator *s, const float depth[2], float past,
                                   float *restrict background, float *restrict level, float *restrict share)
{
    const struct neume_fft_bin *restrict bin = neume_fft_bins(s->fft);
    const float *restrict headroom = s->headroom, *restrict drift = s->drift, *restrict low = s->low;
    float fall = s->fall, all = depth[0], lows = depth[1];
    for (size_t k = 0; k < s->bins; k++) {
        float power = bin[k].re * bin[k].re + bin[k].im * bin[k].im, limit = headroom[k] * background[k];
        float most = power > limit ? power : limit, down = lows * low[k] > all ? lows * low[k] : all;
        float held = fall * level[k] + (1 - fall) * (power < limit ? power : limit), fallen = drift[k] * held;
        float followed = past * background[k] + (1 - past) * power;
        fallen = fallen < background[k] ? fallen : background[k];
        level[k] = down > 0 ? held : followed;
        background[k] = down > 0 ? fallen : followed;
        share[k] = down * (1 - sqrtf(limit / (most + FLT_MIN)));
    }
}

NEUME_SIMD static void scale_bins(struct neume_fft_bin *restrict bin, const float *restrict share, size_t bins)
{
    for (size_t k = 0; k < bins; k++) {
        bin[k].re *= share[k];
        bin[k].im *= share[k];
    }
}

NEUME_SIMD static void multiply(const float *restrict a, const float *restrict b, float *restrict out, size_t count)
{
    for (size_t i = 0; i < count; i++)
        out[i] = a[i] * b[i];
}

NEUME_SIMD static void add_product(const float *restrict a, const float *restrict b, float scale, float *restrict out,
                                   size_t count)
{
    for (size_t i = 0; i < count; i++)
        out[i] += scale * a[i] * b[i];
}

/* The `size` frames that came in last, of one channel. */
static void transform(struct neume_separator *s, size_t channel)
{
    float *time = neume_fft_time(s->fft), *in = s->in + channel * s->size;
    size_t first = (size_t)s->now % s->size, rest = s->size - first;
    multiply(in + first, s->window, time, rest);
    multiply(in, s->window + rest, time + rest, first);
    neume_fft_forward(s->fft);
}

static void take_out(struct neume_separator *s, size_t channel, const float depth[2], float past)
{
    float *time = neume_fft_time(s->fft), *taken = s->taken + channel * s->size;
    size_t first = (size_t)s->now % s->size, rest = s->size - first;
    find_shares(s, depth, past, s->background + channel * s->bins, s->level + channel * s->bins, s->share);
    scale_bins(neume_fft_bins(s->fft), s->share, s->bins);
    neume_fft_inverse(s->fft);
    float scale = 2.0f / OVERLAP / (float)s->size; /* the squares of overlapping windows add up to OVERLAP / 2 */
    add_product(time, s->window, scale, taken + first, rest);
    add_product(time + rest, s->window + rest, scale, taken, first);
}

/* Behind every hop. Long before a drum goes down nothing needs to be known, and shortly before every other transform
 * does. */
static void hop(struct neume_separator *s)
{
    float depth[2];
    int64_t center = s->now - (int64_t)(s->size / 2), next = s->depth(s->user, center, depth);
    int is_down = depth[0] > 0 || depth[1] > 0;
    if (!is_down && next - center > s->settled)
        s->learnt = 0;
    if (!is_down && (next - center > s->settled || s->now / (int64_t)s->hop % 2))
        return;
    float past = is_down ? s->learn : s->learn * s->learn;
    past = fminf(past, (float)s->learnt / (float)(s->learnt + 1)); /* at first, the mean of all so far */
    for (size_t c = 0; c < s->channels; c++) {
        transform(s, c);
        if (is_down)
            take_out(s, c, depth, past);
        else
            learn(neume_fft_bins(s->fft), s->bins, past, s->background + c * s->bins, s->level + c * s->bins);
    }
    s->learnt += s->learnt < 1000 && s->now > (int64_t)s->size;
}

/* Frames that do not reach over a hop. */
static void pass(struct neume_separator *s, const float *in, float *out, size_t frames)
{
    size_t at = (size_t)s->now % s->size, wide = s->channels;
    for (size_t c = 0; c < wide; c++) {
        float *slot = s->in + c * s->size + at, *taken = s->taken + c * s->size + at;
        for (size_t i = 0; i < frames; i++) {
            float x = in ? in[i * wide + c] : 0;
            out[i * wide + c] = slot[i] - taken[i];
            slot[i] = x;
            taken[i] = 0;
        }
    }
    s->now += (int64_t)frames;
}

void neume_separator_process(struct neume_separator *s, const float *in, float *out, size_t frames)
{
    for (size_t done = 0, n; done < frames; done += n) {
        size_t left = s->hop - (size_t)s->now % s->hop;
        n = frames - done < left ? frames - done : left;
        pass(s, in ? in + done * s->channels : NULL, out + done * s->channels, n);
        if (n == left)
            hop(s);
    }
}
