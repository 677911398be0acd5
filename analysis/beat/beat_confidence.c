/* SPDX-License-Identifier: MIT */
#include "analysis/beat/beat_confidence.h"

#include <math.h>
#include <stdlib.h>

enum { LEAST = 4 /* beats that can be rated */ };

/* Novelty of a beginning, and of a strong one; frames that an onset may lie from its place. Fitted by
 * models/train/beats/beats_confidence.py, as are the weights. */
static const float begins = 0.8f, strong = 1;
static const double near = 2.5;
static const double of_hits = 1.37, of_places = 3.90, of_time = 6.00, of_odds = 1.45, bias = -8.56;

static double share_of_hits(const struct neume_beat_pulse *p, const float *novelty, size_t count)
{
    size_t hits = 0;
    for (size_t i = 0; i < p->count; i++) {
        int hit = 0;
        for (long t = lroundf(p->at[i]) - 2, end = t + 4; t <= end; t++)
            hit |= t >= 0 && t < (long)count && novelty[t] > begins;
        hits += (size_t)hit;
    }
    return (double)hits / (double)p->count;
}

/* In frames, from the nearest quarter or third of the beat. */
static double beside(double at, double from, double to)
{
    double place = (at - from) / (to - from), best = 1;
    for (int twelfth = 0; twelfth <= 12; twelfth++)
        if (twelfth % 3 == 0 || twelfth % 4 == 0)
            best = fmin(best, fabs(place - twelfth / 12.0));
    return best * (to - from);
}

struct neume_beat_shares neume_beat_share(const struct neume_beat_pulse *p, const float *novelty, const float *odds,
                                          size_t count)
{
    float level[NEUME_BEAT_LEVEL_FEATURES];
    size_t beat = 0, all = 0, placed = 0;
    double first = -1, last = 0, from = p->at[0], to = p->at[p->count - 1];
    for (size_t t = 1; t + 1 < count; t++) {
        if (novelty[t] < strong)
            continue;
        first = first < 0 ? (double)t : first;
        last = (double)t;
        if (novelty[t] < novelty[t - 1] || novelty[t] <= novelty[t + 1] || last < from || last > to)
            continue;
        while (beat + 2 < p->count && p->at[beat + 1] < (float)t)
            beat++;
        all++;
        placed += beside(last, p->at[beat], p->at[beat + 1]) <= near;
    }
    neume_beat_level_describe(p, odds, count, level);
    return (struct neume_beat_shares){
        .hits = share_of_hits(p, novelty, count),
        .places = all ? (double)placed / (double)all : 0,
        .time = last > first ? fmin((to - from) / (last - first), 1) : 0,
        .odds = level[2] / level[3],
    };
}

double neume_beat_confidence(const struct neume_beat_shares *s)
{
    return 1 / (1 + exp(-(bias + of_hits * s->hits + of_places * s->places + of_time * s->time + of_odds * s->odds)));
}

static double weigh(const struct neume_beat_pulse *p, const float *odds, size_t count)
{
    float feature[NEUME_BEAT_LEVEL_FEATURES];
    if (p->count < LEAST)
        return 0;
    neume_beat_level_describe(p, odds, count, feature);
    return exp(neume_beat_level_rate(feature));
}

enum neume_status neume_beat_doubt(const struct neume_beat_pulse *p, const float *odds, size_t count, double *half,
                                   double *twice)
{
    double of[NEUME_BEAT_LEVELS], all = 0;
    struct neume_beat_pulse other = {malloc((3 * p->count + 1) * sizeof *other.at), 0};
    *half = *twice = 0;
    if (!other.at)
        return NEUME_ERR_MEMORY;
    for (int level = 0; level < NEUME_BEAT_LEVELS; level++) {
        neume_beat_level_make(p->at, p->count, level, &other);
        of[level] = weigh(&other, odds, count);
        all += of[level];
    }
    if (all > 0) {
        *twice = of[NEUME_BEAT_TWICE] / all;
        *half = (of[NEUME_BEAT_HALF] + of[NEUME_BEAT_OTHER_HALF]) / all;
    }
    free(other.at);
    return NEUME_OK;
}
