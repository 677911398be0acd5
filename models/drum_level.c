/* SPDX-License-Identifier: MIT */
#include "models/drum_level.h"

#include <math.h>
#include <string.h>

static const float middle = 0.5f, loud = 0.9f;
static const float taken_off = 0.5f, left = 0.02f; /* of the others' usual power; of the hit's */
static const float silent = -100;                  /* dB */

void neume_drum_level_reset(struct neume_drum_level *l)
{
    memset(l, 0, sizeof *l);
}

static float power_of(float db)
{
    return powf(10, db / 10);
}

/* All power in the bands from the first to the last, and no more for being spread. */
static float together(const float *power, enum neume_drum_band first, enum neume_drum_band last)
{
    float sum = 0;
    for (size_t b = first; b <= last; b++)
        sum += power_of(power[b]);
    return 10 * log10f(sum);
}

static float snare(const struct neume_drum_level *l, const struct neume_drum_hit *heard, const int *present)
{
    float sum = 0;
    for (size_t b = BAND_150; b <= BAND_3000; b++) {
        float power = power_of(heard->power[b]), others = 0;
        for (size_t fold = 0; fold < FOLD_COUNT; fold++)
            if (present[fold] && fold != FOLD_SNARE)
                others += power_of(neume_drum_loud_find(&l->usual[fold][b], middle, silent));
        sum += fmaxf(power - taken_off * others, left * power);
    }
    return 10 * log10f(sum);
}

/* dB of this drum. */
static float struck(const struct neume_drum_level *l, const struct neume_drum_hit *heard, const int *present,
                    enum neume_drum_fold fold)
{
    const float *power = heard->power;
    switch (fold) {
    case FOLD_KICK:
        return fmaxf(power[BAND_30], fmaxf(power[BAND_65], power[BAND_100]));
    case FOLD_SNARE:
        return snare(l, heard, present);
    case FOLD_TOM:
        return together(power, BAND_220, BAND_3000);
    case FOLD_CYMBAL:
        return together(power, BAND_3000, BAND_11000);
    default:
        return fmaxf(power[BAND_7500], power[BAND_11000]);
    }
}

/* A hit of several drums says little of each. */
void neume_drum_level_add(struct neume_drum_level *l, const struct neume_drum_hit *heard, const int *present)
{
    int many = 0;
    for (size_t fold = 0; fold < FOLD_COUNT; fold++)
        many += present[fold] != 0;
    for (size_t fold = 0; fold < FOLD_COUNT; fold++) {
        if (!present[fold])
            continue;
        for (size_t b = 0; b < BAND_COUNT; b++)
            neume_drum_loud_add(&l->usual[fold][b], heard->power[b], 1 / (float)(many * many));
        neume_drum_loud_add(&l->struck[fold], struck(l, heard, present, fold), 1);
    }
}

void neume_drum_level_find(const struct neume_drum_level *l, const struct neume_drum_hit *heard, const int *present,
                           float *level)
{
    for (size_t fold = 0; fold < FOLD_COUNT; fold++) {
        float db = present[fold] ? struck(l, heard, present, fold) : 0;
        level[fold] = present[fold] ? db - neume_drum_loud_find(&l->struck[fold], loud, db) : 0;
    }
}
