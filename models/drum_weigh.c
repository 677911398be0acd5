/* SPDX-License-Identifier: MIT */
#include "models/drum_weigh.h"

#include <math.h>
#include <string.h>

/* Log-odds that a drum of each fold is struck: a logistic regression on the development sets, where every set counts
 * the same. Of metal and toms the rules know more than the network, and decide alone. */
static const struct {
    float base, rule; /* the rules say yes */
    float margin;     /* for every dB over their threshold; 12 at most */
    float net;        /* for every unit of the network's logit; 0: the rules alone */
} weight[FOLD_COUNT] = {
    [FOLD_KICK] = {1.3f, 1.7f, 0.08f, 1.3f}, [FOLD_SNARE] = {0.3f, 2.4f, 0.11f, 1.28f}, [FOLD_HAT] = {0, 0, 0.25f, 0},
    [FOLD_TOM] = {0, 0, 0.25f, 0},           [FOLD_CYMBAL] = {0, 0, 0.25f, 0},
};
static const float threshold = -0.3f; /* F is highest a little under even odds */
static const float sensitivity_span = 2;
static const float margin_most = 12, logit_most = 8; /* bounds on one clue's say */

static const struct {
    enum neume_drum_kind kind;
    enum neume_drum_class first, last;
} fold_of[FOLD_COUNT] = {
    [FOLD_KICK] = {KIND_KICK, DRUM_KICK, DRUM_KICK},   [FOLD_SNARE] = {KIND_SNARE, DRUM_SNARE, DRUM_STICK},
    [FOLD_HAT] = {KIND_HAT, DRUM_CLOSED, DRUM_OPEN},   [FOLD_TOM] = {KIND_TOM, DRUM_LOW, DRUM_HIGH},
    [FOLD_CYMBAL] = {KIND_HAT, DRUM_RIDE, DRUM_CRASH},
};

enum neume_drum_kind neume_drum_kind_of(enum neume_drum_fold fold)
{
    return fold_of[fold].kind;
}

/* All power in the bands from the first to the last, and no more for being spread. */
static float together(const float *power, enum neume_drum_band first, enum neume_drum_band last)
{
    float sum = 0;
    for (size_t b = first; b <= last; b++)
        sum += powf(10, power[b] / 10);
    return 10 * log10f(sum);
}

float neume_drum_strike(const struct neume_drum_hit *heard, enum neume_drum_fold fold)
{
    switch (fold) {
    case FOLD_KICK:
        return fmaxf(heard->power[BAND_30], fmaxf(heard->power[BAND_65], heard->power[BAND_100]));
    case FOLD_SNARE:
        return together(heard->power, BAND_220, BAND_5000);
    case FOLD_TOM:
        return together(heard->power, BAND_220, BAND_3000);
    case FOLD_CYMBAL:
        return together(heard->power, BAND_3000, BAND_11000);
    default:
        return fmaxf(heard->power[BAND_7500], heard->power[BAND_11000]);
    }
}

static float within(float value, float limit)
{
    return fmaxf(-limit, fminf(limit, value));
}

static int is_hat(uint8_t key)
{
    return key == 42 || key == 46;
}

/* The rules' margin for a fold, > 0 for yes; that of metal depends on what else was found in the hit. */
static float margin_of(const struct neume_drum_case *c, size_t fold, const struct neume_drum_answer *answer)
{
    if (fold_of[fold].kind != KIND_HAT)
        return c->verdict->margin[fold_of[fold].kind];
    if (is_hat(c->metal_key) != (fold == FOLD_HAT) || (answer[FOLD_SNARE].key && c->wires))
        return neume_drum_never;
    return answer[FOLD_SNARE].key || answer[FOLD_TOM].key ? c->verdict->hat_over : c->verdict->hat_alone;
}

static enum neume_drum_class likeliest(const struct neume_drum_case *c, size_t fold)
{
    enum neume_drum_class best = fold_of[fold].first;
    for (enum neume_drum_class k = best; k <= fold_of[fold].last; k++)
        if (c->evidence->onset[k] > c->evidence->onset[best])
            best = k;
    return best;
}

/* Where the rules say no, the network alone must hold it likelier than not. -INFINITY: certainly not. */
static float odds(const struct neume_drum_case *c, size_t fold, float margin, float sensitivity)
{
    float bias = sensitivity_span * (sensitivity - 0.5f);
    float net = within(c->evidence->onset[likeliest(c, fold)], logit_most) + bias;
    int rule = margin > 0;
    if (margin <= neume_drum_never || (!rule && (weight[fold].net == 0 || net <= 0)))
        return -INFINITY;
    return weight[fold].base + weight[fold].rule * (float)rule + weight[fold].margin * within(margin, margin_most) +
           weight[fold].net * net;
}

static uint8_t key_of(const struct neume_drum_case *c, size_t fold)
{
    static const uint8_t key[DRUM_CLASSES] = {36, 38, 37, 42, 44, 46, 41, 45, 48, 51, 53, 49};
    if (fold == FOLD_TOM)
        return neume_drum_tom_key(c->heard);
    if (fold == FOLD_HAT || fold == FOLD_CYMBAL)
        return c->metal_key;
    return key[likeliest(c, fold)];
}

void neume_drum_weigh(const struct neume_drum_case *c, float sensitivity, struct neume_drum_answer *answer)
{
    static const enum neume_drum_fold order[] = {FOLD_KICK, FOLD_SNARE, FOLD_TOM, FOLD_HAT, FOLD_CYMBAL};
    for (size_t i = 0; i < FOLD_COUNT; i++) {
        size_t fold = order[i];
        float sum = odds(c, fold, margin_of(c, fold, answer), sensitivity);
        answer[fold].key = sum > threshold ? key_of(c, fold) : 0;
        answer[fold].level = c->level[fold];
        answer[fold].confidence = 1 / (1 + expf(-sum));
    }
}
