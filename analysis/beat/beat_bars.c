/* SPDX-License-Identifier: MIT */
#include "analysis/beat/beat_bars.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    MEASURES = NEUME_BEAT_BAR_BANDS + 2,
    AROUND = 2,
    PLACES = 27 /* 2 + 3 + 4 + 5 + 6 + 7 */
};

/* How the log probability of a metre compares, for two beats and up, a bar; and that of changing it. */
static const float usual[] = {-1.0f, -0.5f, 0, -1.2f, -1.2f, -1.2f};
static const float change = 8;

static float largest(const float *value, size_t count, float at)
{
    long t = lroundf(at);
    float most = 0;
    for (long i = t - 2; i <= t + 2; i++)
        if (i >= 0 && i < (long)count && value[i] > most)
            most = value[i];
    return most;
}

/* 1 - the cosine between the pitch classes of two stretches. */
static float chroma_change(const struct neume_beat_frame *frame, size_t count, float from, float at, float to)
{
    double a[12] = {0}, b[12] = {0}, ab = 0, aa = 1e-9, bb = 1e-9;
    for (long t = lroundf(from); t < lroundf(to); t++)
        for (int c = 0; t >= 0 && t < (long)count && c < 12; c++)
            *(t < lroundf(at) ? &a[c] : &b[c]) += frame[t].chroma[c];
    for (int c = 0; c < 12; c++) {
        ab += a[c] * b[c];
        aa += a[c] * a[c];
        bb += b[c] * b[c];
    }
    return (float)(1 - ab / sqrt(aa * bb));
}

static void measure(const struct neume_beat_pulse *p, const float *const *band, const struct neume_beat_frame *frame,
                    size_t count, size_t i, float *out)
{
    size_t last = p->count - 1;
    for (int b = 0; b < NEUME_BEAT_BAR_BANDS; b++)
        out[b] = largest(band[b], count, p->at[i]);
    for (size_t far = 1; far <= 2; far++) {
        float from = p->at[i >= far ? i - far : 0], to = p->at[i + far < last ? i + far : last];
        out[NEUME_BEAT_BAR_BANDS + far - 1] = chroma_change(frame, count, from, p->at[i], to);
    }
}

enum neume_status neume_beat_bar_describe(const struct neume_beat_pulse *p, const float *const *band,
                                          const struct neume_beat_frame *frame, size_t count, float *feature)
{
    float *own = malloc((p->count + 1) * MEASURES * sizeof *own);
    if (!own)
        return NEUME_ERR_MEMORY;
    for (size_t i = 0; i < p->count; i++)
        measure(p, band, frame, count, i, own + i * MEASURES);
    for (size_t m = 0; m < MEASURES; m++) {
        double sum = 0, squares = 0;
        for (size_t i = 0; i < p->count; i++) {
            sum += own[i * MEASURES + m];
            squares += own[i * MEASURES + m] * own[i * MEASURES + m];
        }
        double mean = sum / (double)p->count, spread = sqrt(fmax(squares / (double)p->count - mean * mean, 0)) + 1e-3;
        for (size_t i = 0; i < p->count; i++)
            own[i * MEASURES + m] = (float)((own[i * MEASURES + m] - mean) / spread);
    }
    for (size_t i = 0; i < p->count; i++)
        for (size_t k = 0; k <= 2 * AROUND; k++) {
            int is_beat = i + k >= AROUND && i + k - AROUND < p->count;
            float *out = feature + i * NEUME_BEAT_BAR_FEATURES + k * MEASURES;
            for (size_t m = 0; m < MEASURES; m++)
                out[m] = is_beat ? own[(i + k - AROUND) * MEASURES + m] : 0;
        }
    free(own);
    return NEUME_OK;
}

float neume_beat_bar_rate(const float *feature)
{
    static const float bias = -2.1348f;
    static const float weight[NEUME_BEAT_BAR_FEATURES] = {
        0.040f,  0.054f,  -0.181f, 0.052f,  -0.455f, 0.298f,  -0.355f, -0.092f, -0.437f, 0.258f,  0.020f,  -0.414f,
        -0.502f, 0.212f,  -0.075f, 0.600f,  -0.224f, -0.119f, 2.030f,  0.230f,  -0.058f, -0.097f, -0.481f, 0.359f,
        -0.091f, -0.539f, -0.281f, -0.033f, 0.112f,  0.083f,  -0.181f, -0.029f, -0.416f, 0.257f,  -0.343f};
    float sum = bias;
    for (size_t i = 0; i < NEUME_BEAT_BAR_FEATURES; i++)
        sum += weight[i] * feature[i];
    return sum;
}

/* The first place of the bars of `metre` beats. */
static int bar(int metre)
{
    return metre * (metre - 1) / 2 - 1;
}

static int metre_of(int place)
{
    int metre = NEUME_BEAT_LEAST_METRE;
    while (place >= bar(metre + 1))
        metre++;
    return metre;
}

/* One beat further: each place comes from the one before it, and a bar's first from the last of any bar. */
static void step(float *score, uint8_t *from, float first)
{
    float next[PLACES];
    for (int place = 0; place < PLACES; place++) {
        int metre = metre_of(place), begins = place == bar(metre), best = place - 1;
        if (begins) {
            best = bar(metre) + metre - 1;
            for (int other = NEUME_BEAT_LEAST_METRE; other <= NEUME_BEAT_MOST_METRE; other++)
                if (score[bar(other) + other - 1] - change > score[best] - (metre_of(best) == metre ? 0 : change))
                    best = bar(other) + other - 1;
        }
        next[place] = score[best] - (metre_of(best) == metre ? 0 : change) + (begins ? first : 0) +
                      (begins ? usual[metre - NEUME_BEAT_LEAST_METRE] : 0);
        from[place] = (uint8_t)best;
    }
    memcpy(score, next, sizeof next);
}

enum neume_status neume_beat_bar_decode(const float *first, size_t beats, int *number, int *metre)
{
    float score[PLACES] = {0};
    uint8_t(*from)[PLACES] = malloc((beats + 1) * sizeof *from);
    if (!from)
        return NEUME_ERR_MEMORY;
    for (size_t i = 0; i < beats; i++)
        step(score, from[i], first[i]);
    int place = 0;
    for (int p = 1; p < PLACES; p++)
        if (score[p] > score[place])
            place = p;
    for (size_t i = beats; i-- > 0;) {
        metre[i] = metre_of(place);
        number[i] = place - bar(metre[i]) + 1;
        place = from[i][place];
    }
    free(from);
    return NEUME_OK;
}
