/* SPDX-License-Identifier: MIT */
#include "models/drums/drum_repeat.h"

#include <math.h>
#include <string.h>

enum { LAGS = 271, EDGE = 2, REACH = 2 /* repetitions looked at on either side */ };

static const double shortest = 0.3, step = 0.01; /* seconds */
static const double loose = 0.03; /* how far from its place a hit may be; a little more when two lags away */
static const double outside = 0.05;
static const double least_overlap = 0.3; /* of all the time there is */

static float alike(const struct neume_drum_chance *a, const struct neume_drum_chance *b)
{
    float sum = 0;
    for (size_t f = 0; f < FOLD_COUNT; f++)
        sum += a->chance[f] * b->chance[f];
    return sum;
}

double neume_drum_repeat_lag(const struct neume_drum_chance *hit, size_t count)
{
    float found[LAGS + 2 * EDGE] = {0};
    double span = count ? hit[count - 1].time - hit[0].time : 0, best = 0;
    float most = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = i + 1; k < count; k++) {
            double apart = hit[k].time - hit[i].time;
            long slot = lround((apart - shortest) / step) + EDGE;
            if (slot >= LAGS + 2 * EDGE)
                break;
            if (slot >= 0)
                found[slot] += alike(&hit[i], &hit[k]);
        }
    for (size_t l = 0; l < LAGS; l++) {
        const float *f = found + l;
        double lag = shortest + step * (double)l;
        float sum = 0.5f * (f[0] + f[4]) + f[1] + f[2] + f[3];
        sum /= (float)fmax(span - lag, least_overlap * span);
        if (sum > most) {
            most = sum;
            best = lag;
        }
    }
    return best;
}

static const struct neume_drum_chance *nearest(const struct neume_drum_chance *hit, size_t count, double time)
{
    size_t low = 0, high = count - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (hit[middle].time < time)
            low = middle + 1;
        else
            high = middle;
    }
    if (low > 0 && time - hit[low - 1].time < hit[low].time - time)
        low--;
    return hit + low;
}

void neume_drum_repeat_support(const struct neume_drum_chance *hit, size_t count, size_t at, double lag, float *support)
{
    int places = 0;
    memset(support, 0, FOLD_COUNT * sizeof *support);
    if (!(lag > 0))
        return;
    for (int k = -REACH; k <= REACH; k++) {
        double time = hit[at].time + k * lag;
        if (k == 0 || time < hit[0].time - outside || time > hit[count - 1].time + outside)
            continue;
        const struct neume_drum_chance *other = nearest(hit, count, time);
        places++;
        if (fabs(other->time - time) < loose * sqrt(fabs((double)k)))
            for (size_t f = 0; f < FOLD_COUNT; f++)
                support[f] += other->chance[f];
    }
    for (size_t f = 0; f < FOLD_COUNT && places; f++)
        support[f] /= (float)places;
}
