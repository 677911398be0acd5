/* SPDX-License-Identifier: MIT */
#include "models/drums/drum_fusion.h"

#include <math.h>
#include <string.h>

/* Log-odds that a drum of each fold is struck: a logistic regression (models/train/drums/drums_fit.py) on the
 * development sets, where every set counts the same; a tom's, of which these have few, on rendered kits as well. */
static const struct {
    float base;
    float rule;           /* the rules say yes */
    float margin;         /* for every dB over their threshold; 12 at most */
    float net;            /* for every unit of the network's logit */
    float key;            /* metal: the rules would call it this fold's */
    float lean;           /* metal: the network hears more cymbals than hats around */
    float other;          /* metal: the network's logit of the other fold */
    float skin;           /* metal: its logit of a snare or a tom */
    float support, usual; /* what repeats; and how much of it there is where nothing is known of it */
} weight[FOLD_COUNT] = {
    [FOLD_KICK] = {-0.34f, 2.11f, 0.07f, 1.07f, 0.00f, 0.00f, 0.00f, 0.00f, 2.63f, 0.27f},
    [FOLD_SNARE] = {-0.26f, 2.00f, 0.12f, 1.00f, 0.00f, 0.00f, 0.00f, 0.00f, 1.34f, 0.26f},
    [FOLD_HAT] = {-1.44f, 1.34f, 0.06f, 0.78f, 1.53f, 0.39f, 0.01f, -0.10f, 2.26f, 0.37f},
    [FOLD_TOM] = {-1.06f, 2.14f, 0.07f, 0.86f, 0.00f, 0.00f, 0.00f, 0.00f, 1.32f, 0.05f},
    [FOLD_CYMBAL] = {-1.97f, 0.62f, 0.04f, 0.62f, 2.86f, 0.56f, -0.04f, -0.07f, 2.38f, 0.13f},
};
static const float threshold = -0.3f;  /* F is highest a little under even odds */
static const float support_counts = 4; /* of a logit */
static const float least_alone = 0.3f; /* noise that sets in is heard as an open hat at 0.05 */
static const float sensitivity_span = 2, sensitivity_reach = 24; /* logits, in its first and third power around 0.5 */
static const float both = 0;                                     /* a logit */
static const uint8_t pedal = 44;
static const float margin_most = 12, logit_most = 8; /* bounds on one clue's say */

static const struct {
    enum neume_drum_kind kind;
    enum neume_drum_net_class first, last;
} fold_of[FOLD_COUNT] = {
    [FOLD_KICK] = {KIND_KICK, DRUM_KICK, DRUM_KICK},   [FOLD_SNARE] = {KIND_SNARE, DRUM_SNARE, DRUM_STICK},
    [FOLD_HAT] = {KIND_HAT, DRUM_CLOSED, DRUM_OPEN},   [FOLD_TOM] = {KIND_TOM, DRUM_LOW, DRUM_HIGH},
    [FOLD_CYMBAL] = {KIND_HAT, DRUM_RIDE, DRUM_CRASH},
};

enum neume_drum_kind neume_drum_kind_of(enum neume_drum_fold fold)
{
    return fold_of[fold].kind;
}

static float within(float value, float limit)
{
    return fmaxf(-limit, fminf(limit, value));
}

static int is_hat(uint8_t key)
{
    return key == 42 || key == 46;
}

static enum neume_drum_net_class likeliest(const struct neume_drum_evidence *e, enum neume_drum_fold fold)
{
    enum neume_drum_net_class best = fold_of[fold].first;
    for (enum neume_drum_net_class k = best; k <= fold_of[fold].last; k++)
        if (e->onset[k] > e->onset[best])
            best = k;
    return best;
}

float neume_drum_logit(const struct neume_drum_evidence *e, enum neume_drum_fold fold)
{
    return within(e->onset[likeliest(e, fold)], logit_most);
}

/* Three sizes of tom share the network's belief in one. */
static float tom_logit(const struct neume_drum_evidence *e)
{
    float sum = 0;
    for (enum neume_drum_net_class k = fold_of[FOLD_TOM].first; k <= fold_of[FOLD_TOM].last; k++)
        sum += 1 / (1 + expf(-within(e->onset[k], logit_most)));
    sum = fminf(sum, 0.999f);
    return logf(sum / (1 - sum));
}

static int is_metal(enum neume_drum_fold fold)
{
    return fold_of[fold].kind == KIND_HAT;
}

/* The rules' margin for a fold, > 0 for yes; metal must stand out of the snare or the tom that it sounds with. */
static float margin_of(const struct neume_drum_case *c, enum neume_drum_fold fold, float skin)
{
    if (is_metal(fold))
        return skin > 0 || c->verdict->is_kind[KIND_TOM] ? c->verdict->hat_over : c->verdict->hat_alone;
    return c->verdict->margin[fold_of[fold].kind];
}

/* Where the rules say no, the network must hold it likelier than not, or it must come again and again. */
static float odds(const struct neume_drum_case *c, enum neume_drum_fold fold, float sensitivity, float support)
{
    const struct neume_drum_evidence *e = c->evidence;
    float skin = fmaxf(neume_drum_logit(e, FOLD_SNARE), neume_drum_logit(e, FOLD_TOM));
    float wanted = sensitivity - 0.5f, ease = (sensitivity_span + sensitivity_reach * wanted * wanted) * wanted;
    float net = (fold == FOLD_TOM ? tom_logit(e) : neume_drum_logit(e, fold)) + ease;
    float margin = margin_of(c, fold, skin), other = 0;
    int key = !is_metal(fold) || is_hat(c->metal_key) == (fold == FOLD_HAT);
    if (margin <= neume_drum_never || (margin <= 0 && net + support_counts * support <= least_alone))
        return -INFINITY;
    if (is_metal(fold))
        other = neume_drum_logit(e, fold == FOLD_HAT ? FOLD_CYMBAL : FOLD_HAT);
    float sum = weight[fold].base + weight[fold].net * net + weight[fold].support * support;
    if (key)
        sum += weight[fold].key + weight[fold].rule * (float)(margin > 0) +
               weight[fold].margin * within(margin, margin_most);
    return sum + weight[fold].lean * c->lean + weight[fold].other * other + weight[fold].skin * skin;
}

static uint8_t key_of(const struct neume_drum_case *c, enum neume_drum_fold fold)
{
    static const uint8_t key[DRUM_CLASSES] = {36, 38, 37, 42, 44, 46, 41, 45, 48, 51, 53, 49};
    if (fold == FOLD_TOM)
        return neume_drum_tom_key(c->heard);
    if (is_metal(fold) && is_hat(c->metal_key) == (fold == FOLD_HAT))
        return c->metal_key;
    return key[likeliest(c->evidence, fold)];
}

void neume_drum_chances(const struct neume_drum_case *c, float sensitivity, float chance[FOLD_COUNT])
{
    for (size_t fold = 0; fold < FOLD_COUNT; fold++)
        chance[fold] = 1 / (1 + expf(-odds(c, fold, sensitivity, weight[fold].usual)));
}

/* A ride or a crash leaves room to hear an open hat in it; the two are struck at once hardly ever, but a foot closes
 * the hat under a ride. Of the others three in four were none on the kits of the training. */
static void settle_metal(const struct neume_drum_evidence *e, struct neume_drum_answer *answer)
{
    struct neume_drum_answer *hat = &answer[FOLD_HAT];
    if (answer[FOLD_CYMBAL].key && hat->key != pedal && neume_drum_logit(e, FOLD_HAT) <= both)
        hat->key = 0;
}

void neume_drum_fuse(const struct neume_drum_case *c, float sensitivity, struct neume_drum_answer *answer)
{
    for (size_t fold = 0; fold < FOLD_COUNT; fold++) {
        float sum = odds(c, fold, sensitivity, c->support[fold]);
        if (is_metal(fold) && answer[FOLD_SNARE].key && c->wires)
            sum = -INFINITY;
        answer[fold].key = sum > threshold ? key_of(c, fold) : 0;
        answer[fold].late = c->evidence->late[likeliest(c->evidence, fold)];
        answer[fold].confidence = 1 / (1 + expf(-sum));
    }
    settle_metal(c->evidence, answer);
}
