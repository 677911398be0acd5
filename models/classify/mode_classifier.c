/* SPDX-License-Identifier: MIT */
#include "models/classify/mode_classifier.h"

#include <math.h>
#include <string.h>

enum question {
    IS_SPEECH,      /* and no music */
    HAS_DRUMS,      /* if it is music */
    HITS_ARE_DRUMS, /* the same of hits and notes alone */
    HAS_TONES,      /* if it has drums */
    IS_NOISE,       /* if it has drums and no tones: applause, rain and the like are no drums */
    MELODY_FITS,    /* better than poly, if it has no drums */
    QUESTIONS
};

static const float few = 0.05f; /* a second: what is rarer makes no difference */
static const float few_shares = 0.01f;
static const float few_cents = 3;
static const float short_run = 0.02f;                                           /* seconds */
static const double least_sounding = 0.02;                                      /* seconds */
static const double surely_speech = 0.85, surely_noise = 0.75, long_enough = 3; /* seconds */
static const double rarely = 0.03; /* notes a second, and share in which one sounds */
static const double half = 0.55;   /* of the time, in which speech has no notes */
static const double brief = 0.12;  /* seconds: through the tracker's window one sample sounds for 0.08 */
static const double hardly = 0.1;  /* share of a voice */

/* Log-odds of a yes; by mode_fit.py, but MELODY_FITS by line_fit.py. */
static const struct {
    float base;
    float of[MODE_FEATURES];
} weight[QUESTIONS] = {
    [IS_SPEECH] = {-1.56f,
                   {[MODE_KICK] = -0.51f,
                    [MODE_SNARE] = -0.72f,
                    [MODE_METAL] = 0.88f,
                    [MODE_SURE_HITS] = 0.13f,
                    [MODE_CERTAIN_HITS] = -0.88f,
                    [MODE_LONG_RUN] = -0.26f,
                    [MODE_NOTES] = 1.44f,
                    [MODE_PITCHED] = -6.83f,
                    [MODE_VOICED] = 3.71f,
                    [MODE_STEADY] = -6.74f}},
    [HAS_DRUMS] = {4.72f,
                   {[MODE_LONE_HITS] = 0.86f,
                    [MODE_KICK] = 0.34f,
                    [MODE_SNARE] = 0.48f,
                    [MODE_METAL] = -0.13f,
                    [MODE_SURE_HITS] = 0.35f,
                    [MODE_CERTAIN_HITS] = 0.61f,
                    [MODE_KIT] = 0.65f,
                    [MODE_LONE_SHARE] = 3.86f,
                    [MODE_CONTRAST] = -0.78f,
                    [MODE_RUN] = -8.16f}},
    [HITS_ARE_DRUMS] = {1.34f,
                        {[MODE_LONE_HITS] = 0.82f,
                         [MODE_KICK] = 0.10f,
                         [MODE_SNARE] = 0.57f,
                         [MODE_METAL] = 0.05f,
                         [MODE_SURE_HITS] = 0.13f,
                         [MODE_CERTAIN_HITS] = 0.82f,
                         [MODE_KIT] = 0.71f,
                         [MODE_LONE_SHARE] = 3.72f,
                         [MODE_LONE_NOTES] = -0.27f,
                         [MODE_PITCHED] = 1.06f}},
    [HAS_TONES] = {2.13f, {[MODE_NOTES] = 1.16f, [MODE_LONE_NOTES] = 1.57f, [MODE_PITCHED] = 0.84f}},
    [IS_NOISE] = {-7.92f,
                  {[MODE_KICK] = -0.48f,
                   [MODE_TOM] = -1.64f,
                   [MODE_SURE_HITS] = 0.82f,
                   [MODE_CONTRAST] = -1.96f,
                   [MODE_REPEAT] = -2.68f,
                   [MODE_NOTES] = -2.39f}},
    [MELODY_FITS] = {-2.74f, {[MODE_CHORDS] = -2.36f, [MODE_MOVING] = 0.76f, [MODE_FOLLOWED] = 2.84f}},
};

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
    x[MODE_CERTAIN_HITS] = logf(few + (float)e->certain_hits);
    x[MODE_KIT] = logf(few + least_of(kick, snare, metal));
    x[MODE_LONE_SHARE] = fminf(1, (float)e->lone_hits / (hits + 2 * few));
    x[MODE_CONTRAST] = fminf((float)e->contrast, 16) / 8;
    x[MODE_REPEAT] = fminf((float)e->repeat, 12) / 4;
    x[MODE_RUN] = fminf((float)e->run, 0.5f);
    x[MODE_LONG_RUN] = logf(short_run + (float)e->run);
    x[MODE_NOTES] = logf(few + (float)e->notes);
    x[MODE_LONE_NOTES] = logf(few + (float)e->lone_notes);
    x[MODE_PITCHED] = (float)e->pitched;
    x[MODE_CHORDS] = sqrtf((float)e->chords);
    x[MODE_FEW_CHORDS] = logf(few_shares + (float)e->chords);
    x[MODE_VOICED] = (float)e->voiced;
    x[MODE_STEADY] = (float)e->steady;
    x[MODE_FOLLOWED] = (float)e->line.followed;
    x[MODE_EXPLAINED] = (float)e->line.explained;
    x[MODE_WANDER] = logf(few_cents + (float)e->line.wander);
    x[MODE_MOVING] = (float)e->line.moving;
    x[MODE_FALL] = (float)e->line.fall / 10;
}

static double log_odds(enum question q, const float x[MODE_FEATURES])
{
    double sum = weight[q].base;
    for (int f = 0; f < MODE_FEATURES; f++)
        sum += weight[q].of[f] * x[f];
    return sum;
}

static double chance(enum question q, const float x[MODE_FEATURES])
{
    return 1 / (1 + exp(-log_odds(q, x)));
}

double neume_mode_drum_odds(const struct neume_mode_evidence *evidence)
{
    float x[MODE_FEATURES];
    neume_mode_features(evidence, x);
    return log_odds(HITS_ARE_DRUMS, x);
}

/* What a recording may be, of which the likeliest wins. */
enum kind { MELODY, POLY, DRUMS, MIX, SPEECH, NOISE, NEITHER, KINDS };

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
    [NEITHER] = {NEUME_MODE_POLY, "neither tones nor drum strokes"},
};

/* To write nothing takes more than a likelihood, and more than a moment. */
static double if_sure(double p, double bar, double seconds)
{
    return p > bar && seconds > long_enough ? p : 0;
}

static void weigh_kinds(const struct neume_mode_evidence *e, int allows_drums, double p[KINDS])
{
    float x[MODE_FEATURES];
    neume_mode_features(e, x);
    double drums = allows_drums ? chance(HAS_DRUMS, x) : 0, tones = chance(HAS_TONES, x);
    double speech = e->pitched < half ? if_sure(chance(IS_SPEECH, x), surely_speech, e->sounding) : 0;
    double music = 1 - speech;
    double noise = if_sure(chance(IS_NOISE, x), surely_noise, e->sounding), line = chance(MELODY_FITS, x);
    int silent = e->notes < rarely && e->pitched < rarely && e->voiced < hardly;
    if (silent && e->sounding < brief && e->sure_hits == 0) /* a click */
        drums = 0;
    p[SPEECH] = speech;
    p[MIX] = music * drums * tones;
    p[NOISE] = music * drums * (1 - tones) * noise;
    p[DRUMS] = music * drums * (1 - tones) * (1 - noise);
    p[NEITHER] = silent ? music * (1 - drums) : 0;
    p[MELODY] = silent ? 0 : music * (1 - drums) * line;
    p[POLY] = silent ? 0 : music * (1 - drums) * (1 - line);
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

/* One question after the other: no drums may be likely though neither of its kinds is. */
static enum kind likeliest_answer(const double p[KINDS])
{
    int drums = p[DRUMS] + p[MIX] + p[NOISE] > p[MELODY] + p[POLY] + p[NEITHER];
    enum kind best = SPEECH;
    for (enum kind k = 0; k < KINDS; k++)
        if (p[k] > p[best] && (k == DRUMS || k == MIX || k == NOISE) == drums)
            best = k;
    return best;
}

static struct neume_mode_choice metronome(void)
{
    return (struct neume_mode_choice){.mode = NEUME_MODE_DRUMS,
                                      .next = NEUME_MODE_POLY,
                                      .confidence = 1,
                                      .is_music = 1,
                                      .is_metronome = 1,
                                      .reason = "a metronome's clicks"};
}

static struct neume_mode_choice nothing(const char *reason)
{
    return (struct neume_mode_choice){
        .mode = NEUME_MODE_POLY, .next = NEUME_MODE_MELODY, .confidence = 1, .is_music = 1, .reason = reason};
}

struct neume_mode_choice neume_mode_choose(const struct neume_mode_evidence *e, int allows_drums)
{
    double p[KINDS];
    if (e->sounding < least_sounding)
        return nothing("nothing sounds");
    if (e->clicks > 0 && allows_drums)
        return metronome();
    weigh_kinds(e, allows_drums, p);
    enum kind best = likeliest_answer(p), next = likeliest(p, kinds[best].mode);
    struct neume_mode_choice choice = {.mode = kinds[best].mode, .next = kinds[next].mode};
    choice.reason = best == POLY && e->chords < hardly ? "one line of fixed pitches" : kinds[best].reason;
    choice.confidence = p[best];
    choice.is_music = best != SPEECH && best != NOISE;
    return choice;
}
