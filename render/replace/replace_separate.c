/* SPDX-License-Identifier: MIT */
#include "render/replace/replace_separate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/fft.h"

#define LEARN    0.03 /* seconds over which the background is averaged, */
#define FALL     0.1  /* and over which it follows what rings under a drum */
#define HEADROOM 2.5f /* times the background's power that is let through: noise swings about its mean; */
#define TONAL    1.1f /* in the lows, where drums and tones are, */
#define LOWS     200  /* Hz up to here, rising to HEADROOM at four times that */

enum { OVERLAP = 4 };

struct neume_separator {
    struct neume_fft *fft;
    size_t size, hop, bins;
    int channels;
    float learn, fall; /* weights of the past, a hop */
    float *window;     /* [size] the root of a Hann window */
    float *low;        /* [bins] 1 under the split, 0 over it */
    float *headroom;   /* [bins] TONAL..HEADROOM */
    float *drift;      /* [bins] what clipping there takes off the mean power of noise: 1 / (1 - exp(-headroom)) */
    float *in, *taken; /* [channels][size] rings: the recording, and what is taken out of it */
    float *background; /* [channels][bins] power, */
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
    s->channels = channels;
    s->depth = depth;
    s->user = user;
    s->fft = neume_fft_new(s->size);
    s->window = malloc(s->size * sizeof *s->window);
    s->low = malloc(s->bins * sizeof *s->low);
    s->headroom = malloc(s->bins * sizeof *s->headroom);
    s->drift = malloc(s->bins * sizeof *s->drift);
    s->in = calloc(wide * s->size, sizeof *s->in);
    s->taken = calloc(wide * s->size, sizeof *s->taken);
    s->background = calloc(wide * s->bins, sizeof *s->background);
    s->level = calloc(wide * s->bins, sizeof *s->level);
    if (!s->fft || !s->window || !s->low || !s->headroom || !s->drift || !s->in || !s->taken || !s->background ||
        !s->level) {
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
    free(s->in);
    free(s->taken);
    free(s->background);
    free(s->level);
    free(s);
}

/* Follows a bin's background, and answers which share of the bin is to be taken out. */
static float share_of(const struct neume_separator *s, size_t k, float *background, float *level, float power,
                      float depth)
{
    if (depth <= 0) {
        float past = fminf(s->learn, (float)s->learnt / (float)(s->learnt + 1)); /* at first, the mean of all so far */
        *background = *level = past * *background + (1 - past) * power;
        return 0;
    }
    float limit = s->headroom[k] * *background;
    *level = s->fall * *level + (1 - s->fall) * fminf(power, limit);
    *background = fminf(*background, s->drift[k] * *level);
    return power > limit ? depth * (1 - sqrtf(limit / power)) : 0;
}

/* The `size` frames that came in last, of one channel. */
static void take_out(struct neume_separator *s, int channel, const float depth[2])
{
    float *time = neume_fft_time(s->fft), *in = s->in + (size_t)channel * s->size;
    float *taken = s->taken + (size_t)channel * s->size;
    float *background = s->background + (size_t)channel * s->bins, *level = s->level + (size_t)channel * s->bins;
    struct neume_fft_bin *bin = neume_fft_bins(s->fft);
    size_t first = (size_t)s->now % s->size;
    int any = 0;
    for (size_t i = 0; i < s->size; i++)
        time[i] = s->window[i] * in[(first + i) % s->size];
    neume_fft_forward(s->fft);
    for (size_t k = 0; k < s->bins; k++) {
        float power = bin[k].re * bin[k].re + bin[k].im * bin[k].im;
        float share = share_of(s, k, &background[k], &level[k], power, fmaxf(depth[0], depth[1] * s->low[k]));
        bin[k].re *= share;
        bin[k].im *= share;
        any |= share > 0;
    }
    if (!any)
        return;
    neume_fft_inverse(s->fft);
    float scale = 2.0f / OVERLAP / (float)s->size; /* the squares of overlapping windows add up to OVERLAP / 2 */
    for (size_t i = 0; i < s->size; i++)
        taken[(first + i) % s->size] += scale * s->window[i] * time[i];
}

void neume_separator_process(struct neume_separator *s, const float *in, float *out, size_t frames)
{
    size_t wide = (size_t)s->channels;
    for (size_t i = 0; i < frames; i++) {
        size_t at = (size_t)s->now % s->size;
        for (size_t c = 0; c < wide; c++) {
            float *slot = &s->in[c * s->size + at], *taken = &s->taken[c * s->size + at];
            float x = in ? in[i * wide + c] : 0;
            out[i * wide + c] = *taken != 0 ? *slot - *taken : *slot;
            *slot = x;
            *taken = 0;
        }
        if (++s->now % (int64_t)s->hop)
            continue;
        float depth[2];
        s->depth(s->user, s->now - (int64_t)(s->size / 2), depth);
        for (int c = 0; c < s->channels; c++)
            take_out(s, c, depth);
        s->learnt += s->learnt < 1000 && s->now > (int64_t)s->size;
    }
}
