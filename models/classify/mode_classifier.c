/* SPDX-License-Identifier: MIT */
#include "models/classify/mode_classifier.h"

#include <math.h>
#include <string.h>

enum question {
    IS_SPEECH, /* and no music */
    HAS_DRUMS, /* if it is music */
    HAS_TONES, /* if it has drums */
    IS_NOISE,  /* if it has drums and no tones: applause, rain and the like are no drums */
    IS_A_LINE, /* if it has no drums */
    QUESTIONS
};

static const float few = 0.05f; /* a second: what is rarer makes no difference */
static const float few_shares = 0.01f;
static const float short_run = 0.02f;      /* seconds */
static const double least_sounding = 0.02; /* seconds */
static const double surely = 0.9;          /* when nothing is written */

/* clang-format off */
static const struct { float base; float of[MODE_FEATURES]; } weight[QUESTIONS] = {{0}};
/* clang-format on */

static float least_of(float a, float b, float c)
{
    return fminf(a, fminf(b, c));
}

void neume_mode_features(const struct neume_mode_evidence *e, float x[MODE_FEATURES])
{
    float kick = (float)e->hit[FOLD_KICK], snare = (float)e->hit[FOLD_SNARE], tom = (float)e->hit[FOLD_TOM];
    float metal = (float)(e->hit[FOLD_HAT] + e->hit[FOLD_CYMBAL]), hits = kick + snare + tom + metal;
    x[MODE_LONE_HITS] = logf(few + (float)e->lone_hits);
    x[MODE_KICK] = logf(few + kick);
    x[MODE_SNARE] = logf(few + snare);
    x[MODE_METAL] = logf(few + metal);
    x[MODE_TOM] = logf(few + tom);
    x[MODE_SURE_HITS] = logf(few + (float)e->sure_hits);
    x[MODE_KIT] = logf(few + least_of(kick, snare, metal));
    x[MODE_LONE_SHARE] = fminf(1, (float)e->lone_hits / (hits + 2 * few));
    x[MODE_CONTRAST] = fminf((float)e->contrast, 16) / 8;
    x[MODE_RUN] = fminf((float)e->run, 0.5f);
    x[MODE_LONG_RUN] = logf(short_run + (float)e->run);
    x[MODE_NOTES] = logf(few + (float)e->notes);
    x[MODE_LONE_NOTES] = logf(few + (float)e->lone_notes);
    x[MODE_PITCHED] = (float)e->pitched;
    x[MODE_CHORDS] = sqrtf((float)e->chords);
    x[MODE_FEW_CHORDS] = logf(few_shares + (float)e->chords);
    x[MODE_VOICED] = (float)e->voiced;
    x[MODE_STEADY] = (float)e->steady;
}

static double chance(enum question q, const float x[MODE_FEATURES])
{
    double sum = weight[q].base;
    for (int f = 0; f < MODE_FEATURES; f++)
        sum += weight[q].of[f] * x[f];
    return 1 / (1 + exp(-sum));
}

/* What a recording may be, of which the likeliest wins. */
enum kind { MELODY, POLY, DRUMS, MIX, SPEECH, NOISE, KINDS };

static const struct {
    enum neume_mode mode;
    const char *reason;
} kinds[KINDS] = {
    [MELODY] = {NEUME_MODE_MELODY, "one pitch at a time"},
    [POLY] = {NEUME_MODE_POLY, "several pitches at a time"},
    [DRUMS] = {NEUME_MODE_DRUMS, "drum strokes without tones"},
    [MIX] = {NEUME_MODE_MIX, "tones and drum strokes"},
    [SPEECH] = {NEUME_MODE_MELODY, "speech, no steady pitch"},
    [NOISE] = {NEUME_MODE_DRUMS, "noise, no drum that is struck"},
};

static void weigh_kinds(const float x[MODE_FEATURES], int allows_drums, double p[KINDS])
{
    double music = 1 - chance(IS_SPEECH, x), drums = allows_drums ? chance(HAS_DRUMS, x) : 0;
    double tones = chance(HAS_TONES, x), noise = chance(IS_NOISE, x), line = chance(IS_A_LINE, x);
    p[SPEECH] = 1 - music;
    p[MIX] = music * drums * tones;
    p[NOISE] = music * drums * (1 - tones) * noise;
    p[DRUMS] = music * drums * (1 - tones) * (1 - noise);
    p[MELODY] = music * (1 - drums) * line;
    p[POLY] = music * (1 - drums) * (1 - line);
}

/* The likeliest kind of another mode than `besides`; a mode's kinds add up. */
static enum kind likeliest(const double p[KINDS], int besides)
{
    enum kind best = KINDS;
    for (enum kind k = 0; k < KINDS; k++)
        if ((int)kinds[k].mode != besides && (best == KINDS || p[k] > p[best]))
            best = k;
    return best;
}

static struct neume_mode_choice nothing(const char *reason)
{
    return (struct neume_mode_choice){
        .mode = NEUME_MODE_POLY, .next = NEUME_MODE_MELODY, .confidence = 1, .reason = reason};
}

struct neume_mode_choice neume_mode_choose(const struct neume_mode_evidence *e, int allows_drums)
{
    float x[MODE_FEATURES];
    double p[KINDS];
    if (e->sounding < least_sounding)
        return nothing("nothing sounds");
    neume_mode_features(e, x);
    weigh_kinds(x, allows_drums, p);
    enum kind best = likeliest(p, NEUME_MODE_AUTO), next = likeliest(p, kinds[best].mode);
    struct neume_mode_choice choice = {.mode = kinds[best].mode, .next = kinds[next].mode};
    choice.reason = kinds[best].reason;
    choice.confidence = p[best];
    choice.is_music = (best != SPEECH && best != NOISE) || p[best] < surely;
    return choice;
}
