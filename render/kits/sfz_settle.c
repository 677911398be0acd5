/* SPDX-License-Identifier: MIT */
#include "render/kits/sfz_settle.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "render/kits/kit_regions.h"

enum { PEDAL = 4, VELOCITY = 131, KEY = 133, RANDOM = 135, BIPOLAR = 136, ALTERNATE = 137 };

static float clamp(float x, float low, float high)
{
    return x < low ? low : x > high ? high : x;
}

/* 0..1 by one of ARIA's curves, or the file's own. */
static float by_curve(const struct neume_sfz_file *f, int curve, float x)
{
    if (curve >= 0 && curve < NEUME_SFZ_CURVES && f->curve && f->curve_set[curve])
        return f->curve[curve][(int)(clamp(x, 0, 1) * 127)];
    switch (curve) {
    case 1:
        return 2 * x - 1;
    case 2:
        return 1 - x;
    case 3:
        return 1 - 2 * x;
    case 4:
        return x * x;
    case 5:
        return sqrtf(x);
    case 6:
        return sqrtf(1 - x);
    default:
        return x;
    }
}

static uint8_t higher(uint8_t a, float b)
{
    return b > a ? (uint8_t)clamp(ceilf(b), 0, 128) : a;
}

static uint8_t lower(uint8_t a, float b)
{
    return b < a ? (uint8_t)clamp(b, 0, 127) : a;
}

/* A condition; 0 where the region can never sound. */
static int holds(const struct neume_sfz_file *f, struct neume_sfz_scope *s, const struct neume_sfz_rule *r)
{
    struct neume_kit_region *g = &s->region;
    switch (r->cc) {
    case PEDAL:
        g->low_pedal = higher(g->low_pedal, r->low);
        g->high_pedal = lower(g->high_pedal, r->high);
        return g->low_pedal <= g->high_pedal;
    case VELOCITY:
        g->low_velocity = higher(g->low_velocity, r->low);
        g->high_velocity = lower(g->high_velocity, r->high);
        return 1;
    case KEY:
        g->low_key = higher(g->low_key, r->low);
        g->high_key = lower(g->high_key, r->high);
        return 1;
    case RANDOM:
        g->low_random = fmaxf(g->low_random, r->low / 127);
        g->high_random = fminf(g->high_random, r->high / 127);
        return 1;
    case BIPOLAR:
    case ALTERNATE:
        s->unknown = 1;
        return 0;
    default: /* 63.5 is still within hicc=63 */
        return f->cc[r->cc] >= r->low && f->cc[r->cc] < r->high + 1;
    }
}

static float fade(const struct neume_kit_region *g, const struct neume_sfz_rule *r, float at)
{
    float x = r->high > r->low ? clamp((at - r->low) / (r->high - r->low), 0, 1) : at >= r->low;
    x = r->kind == SFZ_RULE_FADE_OUT ? 1 - x : x;
    return g->linear_fades ? x : sqrtf(x);
}

static int is_amplitude(int param)
{
    return param >= SFZ_AMPLITUDE && param <= SFZ_GLOBAL_AMPLITUDE;
}

/* The rules, one after the other; *gain gets the fades. */
static int apply_rules(const struct neume_sfz_file *f, struct neume_sfz_scope *s, float *gain)
{
    for (int i = 0; i < s->rules; i++) {
        const struct neume_sfz_rule *r = &s->rule[i];
        if (r->kind == SFZ_RULE_IS) {
            if (!holds(f, s, r))
                return 0;
        } else if (r->cc == VELOCITY && r->kind != SFZ_RULE_MODULATES) {
            uint8_t *bound = r->kind == SFZ_RULE_FADE_IN ? s->region.velocity_fade.in : s->region.velocity_fade.out;
            bound[0] = (uint8_t)clamp(r->low, 0, 127);
            bound[1] = (uint8_t)clamp(r->high, 0, 127);
        } else if (r->cc >= VELOCITY) { /* what each hit would move */
            continue;
        } else if (r->kind != SFZ_RULE_MODULATES) {
            *gain *= fade(&s->region, r, f->cc[r->cc]);
        } else {
            float moved = r->low * by_curve(f, r->curve, f->cc[r->cc] / 127);
            if (is_amplitude(r->param))
                *gain *= moved / 100;
            else
                s->param[r->param] += moved;
        }
    }
    return *gain != 0;
}

static enum neume_status add_curve(struct neume_kit *kit, struct neume_sfz_scope *s)
{
    float curve[128];
    for (int v = 0; v < 128; v++)
        curve[v] = NAN;
    for (int i = 0; i < s->points; i++)
        curve[s->point[i].velocity] = s->point[i].gain;
    neume_kit_fill_curve(curve);
    return neume_kit_add_curve(kit, curve, &s->region.curve);
}

static int is_switched_on(const struct neume_sfz_file *f, const struct neume_sfz_scope *s)
{
    int now = s->sw_default != SFZ_SWITCH_NONE ? s->sw_default : f->sw_default;
    if (s->sw_last != SFZ_SWITCH_NONE && s->sw_last != now)
        return 0;
    return s->sw_down == SFZ_SWITCH_NONE && s->sw_previous == SFZ_SWITCH_NONE; /* nobody presses them */
}

static void take_params(struct neume_sfz_scope *s, float gain)
{
    struct neume_kit_region *g = &s->region;
    const float *p = s->param;
    float volume = p[SFZ_VOLUME] + p[SFZ_GROUP_VOLUME] + p[SFZ_MASTER_VOLUME] + p[SFZ_GLOBAL_VOLUME];
    g->gain = gain * powf(10, clamp(volume, -144, 96) / 20);
    for (int a = SFZ_AMPLITUDE; a <= SFZ_GLOBAL_AMPLITUDE; a++)
        g->gain *= p[a] / 100;
    g->pan = clamp(p[SFZ_PAN] / 100, -1, 1);
    g->tune = clamp(p[SFZ_TUNE] + 100 * p[SFZ_TRANSPOSE], -9600, 9600);
    g->keytrack = p[SFZ_KEYTRACK];
    g->pitch_veltrack = p[SFZ_PITCH_VELTRACK];
    g->veltrack = clamp(p[SFZ_VELTRACK] / 100, -1, 1);
    g->delay = clamp(p[SFZ_DELAY], 0, 10);
    g->offset = (uint32_t)clamp(p[SFZ_OFFSET], 0, 4e9f);
    g->offset_random = (uint32_t)clamp(p[SFZ_OFFSET_RANDOM], 0, 4e9f);
    g->attack = fmaxf(p[SFZ_ATTACK], 0);
    g->hold = fmaxf(p[SFZ_HOLD], 0);
    g->decay = fmaxf(p[SFZ_DECAY], 0);
    g->sustain = clamp(p[SFZ_SUSTAIN] / 100, 0, 1);
    g->off_time = s->off_mode == 1 ? p[SFZ_RELEASE] : s->off_mode == 2 ? p[SFZ_OFF_TIME] : NEUME_KIT_OFF_TIME;
    g->off_time = clamp(g->off_time, 0.001f, 10);
}

enum neume_status neume_sfz_settle(struct neume_kit *kit, const struct neume_sfz_file *f, struct neume_sfz_scope *s,
                                   int *heard)
{
    float gain = 1;
    *heard = 0;
    if (s->silenced || !is_switched_on(f, s) || !apply_rules(f, s, &gain) || s->unknown)
        return NEUME_OK;
    take_params(s, gain);
    if (s->region.gain == 0 || s->region.low_key > s->region.high_key)
        return NEUME_OK;
    *heard = 1;
    enum neume_status status = s->points ? add_curve(kit, s) : NEUME_OK;
    return status == NEUME_OK ? neume_kit_add(kit, &s->region, s->sample) : status;
}
