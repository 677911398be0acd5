/* SPDX-License-Identifier: MIT */
#include "analysis/beat/metrical_level.h"

#include <math.h>
#include <stdlib.h>

enum { FEWEST = 4 /* beats that can be rated */, READINGS = 8 };

/* Every `keep`th of the beats from `first` on, after each was divided into `divide`. */
static const struct {
    enum neume_metrical_level level;
    size_t divide, keep, first;
} reading[READINGS] = {{NEUME_LEVEL_SAME, 1, 1, 0},  {NEUME_LEVEL_HALF, 1, 2, 0},  {NEUME_LEVEL_HALF, 1, 2, 1},
                       {NEUME_LEVEL_TWICE, 2, 1, 0}, {NEUME_LEVEL_THIRD, 1, 3, 0}, {NEUME_LEVEL_THIRD, 1, 3, 1},
                       {NEUME_LEVEL_THIRD, 1, 3, 2}, {NEUME_LEVEL_TRIPLE, 3, 1, 0}};

static const double impossible = -1e3;
/* Seconds of evidence that count: its frames say much the same of a level again and again. By beats_fit.py. */
static const double counts = 1.0;

/* at: [3 * pulse->count]. Returns how many beats it makes. */
static size_t read_as(const struct neume_beat_pulse *p, int r, float *at)
{
    size_t made = 0;
    for (size_t i = reading[r].first; i <= (p->count - 1) * reading[r].divide; i += reading[r].keep) {
        size_t whole = i / reading[r].divide, rest = i % reading[r].divide;
        float next = p->at[whole + 1 < p->count ? whole + 1 : whole];
        at[made++] = p->at[whole] + (next - p->at[whole]) * (float)rest / (float)reading[r].divide;
    }
    return made;
}

static double value_of(const float *at, size_t beats, const struct neume_beat_view *v)
{
    if (beats < FEWEST)
        return impossible;
    double interval = (at[beats - 1] - at[0]) / (double)(beats - 1);
    if (interval < NEUME_BEAT_SHORTEST - 0.5 || interval > NEUME_BEAT_LONGEST + 0.5)
        return impossible;
    return neume_bar_rate(&neume_bar_usual, v->bar, v->count, at, beats);
}

enum neume_status neume_metrical_level_values(const struct neume_beat_pulse *p, const struct neume_beat_view *v,
                                              double *value)
{
    float *at = malloc((3 * p->count + 1) * sizeof *at);
    if (!at)
        return NEUME_ERR_MEMORY;
    double seconds = (p->at[p->count - 1] - p->at[0]) / 100;
    for (int level = 0; level < NEUME_LEVELS; level++)
        value[level] = impossible;
    for (int r = 0; r < READINGS; r++) {
        double worth = value_of(at, read_as(p, r, at), v);
        if (worth > impossible)
            value[reading[r].level] = fmax(value[reading[r].level], worth / seconds);
    }
    free(at);
    return NEUME_OK;
}

enum neume_status neume_metrical_levels(const struct neume_beat_pulse *p, const struct neume_beat_view *v,
                                        double *likely)
{
    double value[NEUME_LEVELS], most = impossible, sum = 0;
    enum neume_status status = neume_metrical_level_values(p, v, value);
    if (status != NEUME_OK)
        return status;
    for (int level = 0; level < NEUME_LEVELS; level++)
        most = fmax(most, value[level]);
    for (int level = 0; level < NEUME_LEVELS; level++)
        sum += likely[level] = exp(counts * (value[level] - most));
    for (int level = 0; level < NEUME_LEVELS; level++)
        likely[level] /= sum;
    return NEUME_OK;
}
