/* SPDX-License-Identifier: MIT */
#include "render/replace/replace_measure.h"

#include <math.h>
#include <string.h>

#include "core/simd.h"
#include "render/kits/kit.h"
#include "render/kits/kit_attack.h"
#include "render/kits/kit_choose.h"
#include "render/kits/kit_sound.h"
#include "render/replace/replace_private.h"

#define BEFORE      20 /* ms of the original in front of the hit, */
#define AFTER       60 /* and behind it */
#define CORRELATED  15 /* ms of which the polarity is judged */
#define MATCHED     30 /* ms that a matched filter compares, */
#define MATCH_REACH 6  /* and how far from the attack it looks */
#define NEAR        25 /* ms within which a skin and metal are looked for apart */

int neume_replace_is_metal(const struct stroke *s)
{
    switch (s->drum) {
    case NEUME_DRUM_HC:
    case NEUME_DRUM_HO:
    case NEUME_DRUM_HP:
    case NEUME_DRUM_RD:
    case NEUME_DRUM_RB:
    case NEUME_DRUM_CR:
        return 1;
    default:
        return 0;
    }
}

int neume_replace_is_skin(const struct stroke *s)
{
    switch (s->drum) {
    case NEUME_DRUM_KD:
    case NEUME_DRUM_SD:
    case NEUME_DRUM_T1:
    case NEUME_DRUM_T2:
    case NEUME_DRUM_T3:
        return 1;
    default:
        return 0;
    }
}

/* The original from frame - before on, into window[0]; what was not heard is silence. */
static void gather(struct neume_replace *r, int64_t from, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int64_t at = from + (int64_t)i;
        int known = at >= 0 && at < r->heard && at + NEUME_REPLACE_RING > r->heard;
        r->window[0][i] = known ? r->ring[at & (NEUME_REPLACE_RING - 1)] : 0;
    }
}

/* The stroke's samples in mono, at their own gains, with the attack at `attack`, into window[1]. */
static void play(struct neume_replace *r, const struct stroke *s, size_t attack, size_t count)
{
    size_t channels = (size_t)r->options.channels, sides = channels < 2 ? 1 : 2;
    memset(r->window[1], 0, count * sizeof *r->window[1]);
    for (int v = 0; v < s->regions; v++) {
        const struct neume_kit_sound *sound = &neume_kit_region(r->kit, s->region[v])->sound;
        const float *frame = neume_kit_frames(r->kit, s->region[v]);
        float gain = neume_kit_gain(r->kit, s->region[v], s->velocity) / (float)channels;
        int64_t delay = (int64_t)neume_kit_delay(r->kit, neume_kit_region(r->kit, s->region[v]));
        for (size_t i = 0; i < count; i++) {
            int64_t at = (int64_t)s->lead - delay + (int64_t)i - (int64_t)attack;
            for (size_t c = 0; frame && at >= 0 && at < (int64_t)sound->frames && c < sides; c++)
                r->window[1][i] += gain * frame[(size_t)at * channels + c];
        }
    }
}

/* Mean squares of [from, from + count): of the samples, and of their first differences. */
struct energy {
    double plain, steps;
};

static struct energy energy_of(const float *x, size_t from, size_t count)
{
    struct energy e = {0};
    for (size_t i = from; i < from + count; i++) {
        double step = i ? (double)x[i] - x[i - 1] : 0;
        e.plain += (double)x[i] * x[i];
        e.steps += step * step;
    }
    e.plain /= (double)(count ? count : 1);
    e.steps /= (double)(count ? count : 1);
    return e;
}

static double correlate(const float *x, const float *y, size_t count)
{
    double xy = 0, xx = 0, yy = 0;
    for (size_t i = 0; i < count; i++) {
        xy += (double)x[i] * y[i];
        xx += (double)x[i] * x[i];
        yy += (double)y[i] * y[i];
    }
    return xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : 0;
}

/* Where the samples fit the original best, with their attack within MATCH_REACH of `attack`: as a matched filter finds
 * it. */
struct match {
    int64_t lag;
    double correlation, gain; /* both signed */
};

typedef float lanes __attribute__((vector_size(32), aligned(4), may_alias));

NEUME_SIMD static float dot(const float *a, const float *b, size_t count)
{
    lanes sum = {0};
    float rest = 0;
    size_t i = 0;
    for (; i + 8 <= count; i += 8)
        sum += *(const lanes *)(a + i) * *(const lanes *)(b + i);
    for (; i < count; i++)
        rest += a[i] * b[i];
    return ((sum[0] + sum[4]) + (sum[1] + sum[5])) + ((sum[2] + sum[6]) + (sum[3] + sum[7])) + rest;
}

static struct match find_match(const struct neume_replace *r, size_t attack)
{
    int64_t reach = neume_replace_ms(r, MATCH_REACH);
    size_t count = (size_t)neume_replace_ms(r, MATCHED), from = attack - (size_t)neume_replace_ms(r, 1);
    const float *x = r->window[0] + from, *y = r->window[1] + from;
    struct match best = {0};
    double yy = 0, xx = 0;
    for (size_t i = 0; i < count; i++) {
        yy += (double)y[i] * y[i];
        xx += (double)(x - reach)[i] * (x - reach)[i];
    }
    for (int64_t lag = -reach; lag <= reach && yy > 0; lag++) {
        const float *at = x + lag;
        float xy = dot(at, y, count);
        double c = xx > 0 ? (double)xy / sqrt(xx * yy) : 0;
        if (fabs(c) > fabs(best.correlation))
            best = (struct match){.lag = lag, .correlation = c, .gain = (double)xy / yy};
        xx += (double)at[count] * at[count] - (double)at[0] * at[0];
    }
    return best;
}

/* FluidSynth leads a voice within its first block from the level that the voice was last used at, nothing where it is
 * new, to the note's (fluid_rvoice_buffers_mix(): current_amp outlives the note). The kit's sounds come from new
 * voices; in the recording the same note may begin at once. The share of the fade-in that was not there is fitted here;
 * what another drum hides is taken from the last that was heard. */
static void find_share(struct neume_replace *r, struct stroke *s, const struct match *at, size_t attack, size_t count)
{
    size_t first = neume_kit_region(r->kit, s->region[0])->sound.attack;
    int64_t there = (int64_t)attack - (int64_t)first + at->lag;
    double vv = 0, dv = 0, dd = 0, rest = 0;
    float *known = &r->share[s->key], *any = &r->share[128];
    if (first <= attack && there >= 0 && (size_t)there + NEUME_REPLACE_RAMP <= count && at->correlation > 0.8) {
        const float *x = r->window[0] + there, *y = r->window[1] + attack - first;
        for (int i = 1; i < NEUME_REPLACE_RAMP; i++) {
            double v = (double)y[i] * (NEUME_REPLACE_RAMP - i) / i, d = (double)x[i] / at->gain - (double)y[i];
            vv += v * v;
            dv += d * v;
            dd += d * d;
        }
        double share = vv > 0 ? fmin(fmax(dv / vv, 0), 2) : 0;
        rest = dd - 2 * share * dv + share * share * vv;
        if (rest < 0.2 * dd || (dd < 1e-3 * vv && share < 0.1))
            *known = *any = (float)share;
    }
    s->share = *known >= 0 ? *known : fmaxf(*any, 0);
}

static void to_steps(float *x, size_t count)
{
    for (size_t i = count - 1; i > 0; i--)
        x[i] -= x[i - 1];
    x[0] = 0;
}

/* In the samples as they are, and in their first differences, which tell sounds alike better apart; what is clearer
 * counts. */
static void match(struct neume_replace *r, struct stroke *s, size_t attack, size_t count)
{
    struct match plain = find_match(r, attack);
    if (r->kit->file)
        find_share(r, s, &plain, attack, count);
    to_steps(r->window[0], count);
    to_steps(r->window[1], count);
    struct match steps = find_match(r, attack),
                 *best = fabs(steps.correlation) > fabs(plain.correlation) ? &steps : &plain;
    s->match = s->frame + best->lag;
    s->match_correlation = (float)best->correlation;
    /* The lows of two kicks are easily alike, their highs are not; the highs of the same kick may lie under a cymbal.
     */
    double highs = fabs(steps.correlation), all = fabs(plain.correlation);
    s->fits = highs > 0.95 || (all > 0.98 && highs > 0.6);
    s->match_gain = (float)best->gain;
    r->matched++;
    r->fitted += s->fits;
}

static int is_with_skin(const struct neume_replace *r, const struct stroke *s)
{
    int64_t near = neume_replace_ms(r, NEAR);
    const struct stroke *end = r->stroke + r->count;
    for (const struct stroke *o = s; o >= r->stroke && s->given - o->given <= near; o--)
        if (neume_replace_is_skin(o))
            return 1;
    for (const struct stroke *o = s; o < end && o->given - s->given <= near; o++)
        if (neume_replace_is_skin(o))
            return 1;
    return 0;
}

/* To where it begins in its own band: what else is struck with it is mostly in another. */
static void refine_in_band(struct neume_replace *r, struct stroke *s)
{
    int rate = r->options.rate, skin = neume_replace_is_skin(s);
    if (!skin && !(neume_replace_is_metal(s) && is_with_skin(r, s)))
        return;
    size_t before = (size_t)(NEUME_KIT_ATTACK_BEFORE * rate), count = before + (size_t)(NEUME_KIT_ATTACK_AFTER * rate);
    gather(r, s->frame - (int64_t)before, count);
    const float *x = r->window[0];
    size_t at = neume_kit_attack_skin(x, count, before, rate, r->window[1]);
    if (!skin)
        at = neume_kit_attack_metal(x, count, before, at, rate, r->window[1]);
    s->frame += (int64_t)at - (int64_t)before;
    if (s->frame < 0)
        s->frame = 0;
}

static void refine(struct neume_replace *r, struct stroke *s)
{
    size_t before = (size_t)neume_replace_ms(r, BEFORE), count = before + (size_t)neume_replace_ms(r, 8);
    gather(r, s->frame - (int64_t)before, count);
    size_t attack = neume_kit_attack(r->window[0], count, before, r->options.rate);
    if (s->frame + (int64_t)attack >= (int64_t)before) /* not before the recording */
        s->frame += (int64_t)attack - (int64_t)before;
    refine_in_band(r, s);
}

static void compare(struct neume_replace *r, struct stroke *s)
{
    size_t before = (size_t)neume_replace_ms(r, BEFORE), after = (size_t)neume_replace_ms(r, AFTER);
    size_t count = before + after, span = (size_t)(NEUME_KIT_LEVEL * r->options.rate), attack = before;
    size_t correlated = (size_t)neume_replace_ms(r, CORRELATED);
    if (r->options.refine)
        refine(r, s);
    gather(r, s->frame - (int64_t)before, count);
    play(r, s, attack, count);
    struct energy rest = energy_of(r->window[0], attack - before / 2, before / 2 - (size_t)neume_replace_ms(r, 1));
    struct energy now = energy_of(r->window[0], attack, span), new = energy_of(r->window[1], attack, span);
    s->level = (float)sqrt(fmax(now.plain - rest.plain, 0));
    s->step_level = (float)sqrt(fmax(now.steps - rest.steps, 0));
    s->new_level = (float)sqrt(new.plain);
    s->new_steps = (float)sqrt(new.steps);
    /* -70 dB: below it there is nothing to be as loud as. */
    s->heard = now.plain > 2 * rest.plain && s->level > 3e-4f && new.plain > 0;
    s->correlation = (float)correlate(r->window[0] + attack, r->window[1] + attack, correlated);
    /* After so many in vain, this is another kit. */
    if (r->options.refine && s->regions && (r->matched < 200 || 10 * r->fitted >= r->matched))
        match(r, s, attack, count);
}

void neume_replace_measure(struct neume_replace *r, int is_end)
{
    int64_t after = neume_replace_ms(r, AFTER + 25) + 1; /* a refined hit may lie later */
    for (; r->measured < r->count; r->measured++) {
        struct stroke *s = &r->stroke[r->measured];
        if (!is_end && s->frame + after > r->heard)
            return;
        compare(r, s);
    }
}
