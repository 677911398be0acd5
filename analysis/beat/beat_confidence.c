/* SPDX-License-Identifier: MIT */
#include "analysis/beat/beat_confidence.h"

#include <math.h>
#include <stdlib.h>

/* Novelty of a beginning, and of a strong one; frames that an onset may lie from its place. The weights are by
 * models/train/beats/beats_confidence.py, but the bias is 0.9 higher: a beat missed costs more than one too many. */
static const float begins = 0.8f, strong = 1;
static const double near = 2.5;
static const double of_hits = 1.86, of_places = 1.74, of_time = 6.33, of_odds = 2.59, bias = -7.1;

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

static double mean_odds(const struct neume_beat_pulse *p, const struct neume_beat_view *v)
{
    double sum = 0;
    for (size_t i = 0; i < p->count; i++)
        sum += v->bar[neume_bar_nearest(v->bar, v->count, p->at[i])].beat;
    return sum / (double)p->count;
}

struct neume_beat_shares neume_beat_share(const struct neume_beat_pulse *p, const struct neume_beat_view *v)
{
    const float *novelty = v->novelty;
    size_t count = v->count, beat = 0, all = 0, placed = 0;
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
    return (struct neume_beat_shares){
        .hits = share_of_hits(p, novelty, count),
        .places = all ? (double)placed / (double)all : 0,
        .time = last > first ? fmin((to - from) / (last - first), 1) : 0,
        .odds = mean_odds(p, v),
    };
}

double neume_beat_confidence(const struct neume_beat_shares *s)
{
    return 1 / (1 + exp(-(bias + of_hits * s->hits + of_places * s->places + of_time * s->time + of_odds * s->odds)));
}
