/* SPDX-License-Identifier: MIT */
#include "analysis/difference.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BANDS = 512 };

static const double floor_below = 60;   /* dB under the loudest cell: silence */
static const float frame_floor = 3e-3f; /* -50 dB */

/* Where to look for what explains a band, and how much weaker it may be there: at it, 12 dB; at the notes of which it
 * is the second to sixth partial, 6 dB; at its octave, not at all. */
static const struct {
    float ratio, tolerance;
} related[] = {{1, 4}, {1.f / 2, 2}, {1.f / 3, 2}, {1.f / 4, 2}, {1.f / 5, 2}, {1.f / 6, 2}, {2, 1}};
enum { RELATIONS = sizeof related / sizeof *related, NONE = MOST_BANDS };

struct cell {
    double power[2], lone[2]; /* lone: not explained by the other */
    float chroma, spectrum;   /* sums */
    unsigned frames;
};

struct neume_difference {
    struct cell *cell; /* [count] */
    size_t count, capacity;
    float wide[2][MOST_BANDS];   /* this frame's bands, or the last one's where those were louder, and so the nearest
                                    bands */
    float before[2][MOST_BANDS]; /* the last frame */
    short where[MOST_BANDS][RELATIONS]; /* the bands nearest to related frequencies, or none; made at the first frame */
    int ready;
    enum neume_status status;
};

enum neume_status neume_difference_new(struct neume_difference **out)
{
    *out = calloc(1, sizeof **out);
    return *out ? NEUME_OK : NEUME_ERR_MEMORY;
}

void neume_difference_free(struct neume_difference *d)
{
    if (!d)
        return;
    free(d->cell);
    free(d);
}

static struct cell *cell_at(struct neume_difference *d, double time)
{
    size_t at = time > 0 ? (size_t)(time / NEUME_DIFFERENCE_HOP) : 0;
    if (at >= d->capacity) {
        size_t capacity = 2 * at + 256;
        struct cell *more = realloc(d->cell, capacity * sizeof *more);
        if (!more) {
            d->status = NEUME_ERR_MEMORY;
            return NULL;
        }
        memset(more + d->capacity, 0, (capacity - d->capacity) * sizeof *more);
        d->cell = more;
        d->capacity = capacity;
    }
    d->count = at >= d->count ? at + 1 : d->count;
    return &d->cell[at];
}

/* The band nearest to a frequency; none beyond the outermost. */
static short nearest(const struct neume_band *has, size_t bands, float hertz)
{
    size_t b = 0;
    if (hertz < has[0].centre * 0.98f || hertz > has[bands - 1].centre * 1.02f)
        return NONE;
    while (b + 1 < bands && fabsf(has[b + 1].centre - hertz) <= fabsf(has[b].centre - hertz))
        b++;
    return (short)b;
}

static void relate(struct neume_difference *d, const struct neume_band *has, size_t bands)
{
    for (size_t b = 0; b < bands; b++)
        for (size_t r = 0; r < RELATIONS; r++)
            d->where[b][r] = nearest(has, bands, has[b].centre * related[r].ratio);
    d->ready = 1;
}

static void widen(struct neume_difference *d, int side, const float *band, size_t bands)
{
    float *wide = d->wide[side], *before = d->before[side];
    for (size_t b = 0; b < bands; b++)
        before[b] = fmaxf(before[b], band[b]);
    for (size_t b = 0; b < bands; b++) {
        wide[b] = before[b];
        wide[b] = b > 0 ? fmaxf(wide[b], before[b - 1]) : wide[b];
        wide[b] = b + 1 < bands ? fmaxf(wide[b], before[b + 1]) : wide[b];
    }
    memcpy(before, band, bands * sizeof *band);
}

/* The power of `band` that the other signal, `wide`, does not explain. */
static double lone_power(const struct neume_difference *d, const float *band, const float *wide, size_t bands)
{
    double lone = 0;
    for (size_t b = 0; b < bands; b++) {
        float most = 0;
        for (size_t r = 0; r < RELATIONS; r++)
            if (d->where[b][r] != NONE)
                most = fmaxf(most, related[r].tolerance * wide[d->where[b][r]]);
        if (band[b] > most)
            lone += (double)band[b] * band[b] - (double)most * most;
    }
    return lone;
}

static double mean_difference(const struct neume_distance_frame *f, size_t bands)
{
    float top = 0;
    double sum = 0;
    for (size_t b = 0; b < bands; b++)
        top = fmaxf(top, fmaxf(f->band[0][b], f->band[1][b]));
    if (!(top > 0))
        return 0;
    for (size_t b = 0; b < bands; b++) {
        float x = fmaxf(f->band[0][b], top * frame_floor), y = fmaxf(f->band[1][b], top * frame_floor);
        sum += fabsf(20 * log10f(x / y));
    }
    return sum / (double)bands;
}

void neume_difference_watch(void *user, const struct neume_distance_frame *frame)
{
    struct neume_difference *d = user;
    struct cell *cell = cell_at(d, frame->time);
    size_t bands = frame->bands < MOST_BANDS ? frame->bands : MOST_BANDS;
    if (!cell || !bands)
        return;
    if (!d->ready)
        relate(d, frame->has, bands);
    for (int side = 0; side < 2; side++)
        widen(d, side, frame->band[side], bands);
    for (int side = 0; side < 2; side++) {
        for (size_t b = 0; b < bands; b++)
            cell->power[side] += (double)frame->band[side][b] * frame->band[side][b];
        cell->lone[side] += lone_power(d, frame->band[side], d->wide[!side], bands);
    }
    cell->chroma += (float)frame->chroma;
    cell->spectrum += (float)mean_difference(frame, bands);
    cell->frames++;
}

size_t neume_difference_cells(const struct neume_difference *d)
{
    return d->count;
}

/* The power that counts as silence. */
static double floor_power(const struct neume_difference *d)
{
    double top = 0;
    for (size_t c = 0; c < d->count; c++)
        for (int side = 0; side < 2; side++)
            if (d->cell[c].frames)
                top = fmax(top, d->cell[c].power[side] / d->cell[c].frames);
    return fmax(top * pow(10, -floor_below / 10), 1e-10);
}

/* silence: the power of a frame that counts as such. */
static double value_of(const struct cell *c, enum neume_difference_measure measure, double silence)
{
    double n = c->frames ? c->frames : 1;
    int sounds = c->power[0] > silence * n || c->power[1] > silence * n;
    switch (measure) {
    case NEUME_DIFFERENCE_MISSING:
        return c->power[0] > silence * n ? c->lone[0] / c->power[0] : 0;
    case NEUME_DIFFERENCE_EXTRA:
        return c->power[1] > silence * n ? c->lone[1] / c->power[1] : 0;
    case NEUME_DIFFERENCE_CHROMA:
        return sounds ? c->chroma / n : 1;
    case NEUME_DIFFERENCE_SPECTRUM:
        return sounds ? c->spectrum / n : 0;
    case NEUME_DIFFERENCE_FIRST:
    case NEUME_DIFFERENCE_SECOND:
    case NEUME_DIFFERENCE_MEASURES:
        break;
    }
    return 10 * log10(fmax(c->power[measure - NEUME_DIFFERENCE_FIRST] / n, silence));
}

enum neume_status neume_difference_curve(const struct neume_difference *d, enum neume_difference_measure measure,
                                         float *out)
{
    double silence = floor_power(d);
    for (size_t c = 0; c < d->count; c++)
        out[c] = (float)value_of(&d->cell[c], measure, silence);
    return d->status;
}

void neume_difference_shares(const struct neume_difference *d, double *missing, double *extra)
{
    double power[2] = {0}, lone[2] = {0};
    for (size_t c = 0; c < d->count; c++)
        for (int side = 0; side < 2; side++) {
            power[side] += d->cell[c].power[side];
            lone[side] += d->cell[c].lone[side];
        }
    *missing = power[0] > 0 ? lone[0] / power[0] : 0;
    *extra = power[1] > 0 ? lone[1] / power[1] : 0;
}
