/* SPDX-License-Identifier: MIT */
#include "models/drums/drum_velocity.h"

#include <math.h>
#include <string.h>

static const float middle = 0.5f, loud = 0.9f;
static const float left = 0.02f;  /* of the hit's power, whatever is taken off */
static const float silent = -100; /* dB */

/* Where a drum's own sound lies, how much of the others' usual power is taken off there, and how far it may be under
 * theirs in a band that counts. Set on held-out kits with human drumming; snares move by 0.01 where `under` is halved
 * or doubled, the others by less. */
static const struct {
    enum neume_drum_band first, last;
    float taken_off, under; /* shares of power */
} own[FOLD_COUNT] = {
    [FOLD_KICK] = {BAND_30, BAND_100, 0, 1},       [FOLD_SNARE] = {BAND_30, BAND_3000, 0.5f, 0.0625f},
    [FOLD_HAT] = {BAND_7500, BAND_11000, 0, 1},    [FOLD_TOM] = {BAND_220, BAND_3000, 0, 1},
    [FOLD_CYMBAL] = {BAND_3000, BAND_11000, 0, 1},
};

void neume_drum_velocity_reset(struct neume_drum_velocity *l)
{
    memset(l, 0, sizeof *l);
}

static float power_of(float db)
{
    return powf(10, db / 10);
}

static float usual(const struct neume_drum_velocity *l, size_t fold, size_t band)
{
    return power_of(neume_drum_loudness_find(&l->usual[fold][band], middle, silent));
}

/* dB of this drum: how much of its usual power it brings, in the bands where that stands out of the others' that are in
 * the hit, after Wiener. */
static float struck(const struct neume_drum_velocity *l, const struct neume_drum_hit *heard, const int *present,
                    size_t fold)
{
    float here = 0, expected = 0, all = 0;
    for (size_t b = own[fold].first; b <= own[fold].last; b++) {
        float power = power_of(heard->power[b]), mine = usual(l, fold, b), others = 0;
        for (size_t other = 0; other < FOLD_COUNT; other++)
            if (present[other] && other != fold)
                others += usual(l, other, b);
        float ratio = own[fold].under * others / mine, weight = 1 / (1 + ratio * ratio);
        here += weight * fmaxf(power - own[fold].taken_off * others, left * power);
        expected += weight * mine;
        all += mine;
    }
    return 10 * log10f(here / expected * all);
}

/* A hit of several drums says little of each. */
void neume_drum_velocity_add(struct neume_drum_velocity *l, const struct neume_drum_hit *heard, const int *present)
{
    int many = 0;
    for (size_t fold = 0; fold < FOLD_COUNT; fold++)
        many += present[fold] != 0;
    for (size_t fold = 0; fold < FOLD_COUNT; fold++) {
        if (!present[fold])
            continue;
        for (size_t b = 0; b < BAND_COUNT; b++)
            neume_drum_loudness_add(&l->usual[fold][b], heard->power[b], 1 / (float)(many * many));
        neume_drum_loudness_add(&l->struck[fold], struck(l, heard, present, fold), 1);
    }
}

void neume_drum_velocity_find(const struct neume_drum_velocity *l, const struct neume_drum_hit *heard,
                              const int *present, float *level)
{
    for (size_t fold = 0; fold < FOLD_COUNT; fold++) {
        float db = present[fold] ? struck(l, heard, present, fold) : 0;
        level[fold] = present[fold] ? db - neume_drum_loudness_find(&l->struck[fold], loud, db) : 0;
    }
}
