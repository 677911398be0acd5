/* SPDX-License-Identifier: MIT */
#include "analysis/beat_level.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "analysis/beat_track.h"

/* Every `keep`th of the beats from `first` on, after each was divided into `divide`. */
static const struct {
    int divide, keep, first;
} levels[NEUME_BEAT_LEVELS] = {{1, 1, 0}, {2, 1, 0}, {2, 2, 1}, {1, 2, 0}, {1, 2, 1},
                               {3, 1, 0}, {1, 3, 0}, {1, 3, 1}, {1, 3, 2}};

void neume_beat_level_make(const float *beat, size_t beats, int level, struct neume_beat_pulse *out)
{
    size_t divide = (size_t)levels[level].divide, keep = (size_t)levels[level].keep;
    out->count = 0;
    if (beats < 4)
        return;
    float usual = (beat[beats - 1] - beat[0]) / (float)(beats - 1) * (float)keep / (float)divide;
    if (usual < NEUME_BEAT_SHORTEST - 0.5f || usual > NEUME_BEAT_LONGEST + 0.5f)
        return;
    for (size_t i = (size_t)levels[level].first; i <= (beats - 1) * divide; i += keep) {
        size_t whole = i / divide, rest = i % divide;
        float next = beat[whole + 1 < beats ? whole + 1 : whole];
        out->at[out->count++] = beat[whole] + (next - beat[whole]) * (float)rest / (float)divide;
    }
}

/* The largest value within 20 ms. */
static float near(const float *value, size_t count, float at)
{
    long t = lroundf(at);
    float most = -1e9f;
    for (long i = t - 2; i <= t + 2; i++)
        if (i >= 0 && i < (long)count && value[i] > most)
            most = value[i];
    return most > -1e8f ? most : 0;
}

/* How much the means of every `cycle`th beat differ from each other: their largest less their smallest. */
static float contrast(const struct neume_beat_pulse *p, const float *value, size_t count, size_t cycle)
{
    float least = 1e9f, most = -1e9f;
    for (size_t c = 0; c < cycle; c++) {
        float sum = 0;
        size_t n = 0;
        for (size_t i = c; i < p->count; i += cycle, n++)
            sum += near(value, count, p->at[i]);
        sum /= n ? (float)n : 1;
        least = sum < least ? sum : least;
        most = sum > most ? sum : most;
    }
    return most - least;
}

void neume_beat_level_describe(const struct neume_beat_pulse *p, const float *const *band, size_t count, float *feature)
{
    static const int twelfths[] = {0, 3, 6, 9, 4, 8};
    size_t n = 0, steps = p->count - 1;
    float interval = (p->at[steps] - p->at[0]) / (float)steps, octaves = log2f(interval / 50);
    for (int b = 0; b < NEUME_BEAT_BANDS; b++) {
        for (int j = 0; j < 6; j++) {
            float sum = 0;
            for (size_t i = 0; i < steps; i++)
                sum += near(band[b], count, p->at[i] + (p->at[i + 1] - p->at[i]) * (float)twelfths[j] / 12);
            feature[n++] = sum / (float)steps;
        }
        for (size_t cycle = 2; cycle <= 4; cycle++)
            feature[n++] = contrast(p, band[b], count, cycle);
    }
    /* What a value means depends on the tempo. */
    for (size_t i = 0, all = n; i < all; i++)
        feature[n++] = octaves * feature[i];
    feature[n++] = octaves;
    feature[n++] = octaves * octaves;
    assert(n == NEUME_BEAT_LEVEL_FEATURES);
}

float neume_beat_level_rate(const float *feature)
{
    static const float weight[NEUME_BEAT_LEVEL_FEATURES] = {
        0.0277f,  -0.6541f, 0.3078f,  0.3550f,  -0.0262f, -0.1227f, -0.4801f, -0.7596f, 0.0727f,  0.8830f,
        0.0571f,  -0.4481f, 0.4973f,  -0.0497f, -0.2375f, -0.0372f, 0.5743f,  0.2374f,  0.1059f,  0.5184f,
        -0.1634f, 0.5931f,  0.1292f,  -0.4158f, 0.1843f,  -0.2352f, -0.1329f, -0.3163f, -0.5171f, -0.1553f,
        -0.3564f, -0.3266f, 0.1212f,  -0.0210f, 0.2565f,  0.1236f,  -0.1155f, 0.1103f,  0.2283f,  -0.6298f,
        -0.3163f, 0.2136f,  -0.0756f, -0.1650f, 0.1202f,  -0.1132f, -0.3016f, -0.2388f, -0.1797f, -0.2025f,
        0.1495f,  0.0642f,  0.0352f,  0.0531f,  0.7657f,  -0.2553f};
    float sum = 0;
    for (size_t i = 0; i < NEUME_BEAT_LEVEL_FEATURES; i++)
        sum += weight[i] * feature[i];
    return sum;
}
