/* SPDX-License-Identifier: MIT */
#include "analysis/beat/beat_level.h"

#include <math.h>

#include "analysis/beat/beat_track.h"

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

/* The largest within 20 ms. */
static float near(const float *odds, size_t count, float at)
{
    long t = lroundf(at);
    float most = NEUME_BEAT_LEAST_ODDS;
    for (long i = t - 2; i <= t + 2; i++)
        if (i >= 0 && i < (long)count && odds[i] > most)
            most = odds[i];
    return most;
}

void neume_beat_level_describe(const struct neume_beat_pulse *p, const float *odds, size_t count, float *feature)
{
    float interval = (p->at[p->count - 1] - p->at[0]) / (float)(p->count - 1), octaves = log2f(interval / 50), sum = 0;
    for (size_t i = 0; i < p->count; i++)
        sum += near(odds, count, p->at[i]);
    feature[0] = octaves;
    feature[1] = octaves * octaves;
    feature[2] = 100 * sum / (float)count;
    feature[3] = 100 * (float)p->count / (float)count;
}

float neume_beat_level_rate(const float *feature)
{
    static const float weight[NEUME_BEAT_LEVEL_FEATURES] = {0.5827f, -1.0881f, 0.7610f, 1.6724f};
    float sum = 0;
    for (size_t i = 0; i < NEUME_BEAT_LEVEL_FEATURES; i++)
        sum += weight[i] * feature[i];
    return sum;
}
