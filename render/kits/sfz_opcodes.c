/* SPDX-License-Identifier: MIT */
#include "render/kits/sfz_opcodes.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "render/kits/kit_regions.h"

static int whole(const char *text, int low, int high)
{
    long value = strtol(text, NULL, 10);
    return (int)(value < low ? low : value > high ? high : value);
}

static float real(const char *text, float low, float high)
{
    float value = strtof(text, NULL);
    return value >= low ? value <= high ? value : high : low;
}

/* "36", "c2", "f#1": c4 is 60. -1: none ("-1" is SFZ's own word for it). */
static int key_of(const struct neume_sfz_file *f, const char *text)
{
    static const int semitone[] = {9, 11, 0, 2, 4, 5, 7};
    int letter = tolower((unsigned char)*text), key = whole(text, -1, 127);
    if (letter >= 'a' && letter <= 'g') {
        char *end;
        key = semitone[letter - 'a'];
        for (text++; *text == '#' || *text == 'b'; text++)
            key += *text == '#' ? 1 : -1;
        long octave = strtol(text, &end, 10);
        if (octave < -2 || octave > 10 || end == text)
            return -1;
        key += 12 * ((int)octave + 1);
    }
    if (key >= 0)
        key += f->note_offset;
    return key < 0 || key > 127 ? -1 : key;
}

enum kind {
    WHAT_PARAM,
    WHAT_KEY,
    WHAT_LOW_KEY,
    WHAT_HIGH_KEY,
    WHAT_CENTER,
    WHAT_LOW_VELOCITY,
    WHAT_HIGH_VELOCITY,
    WHAT_SEQ_LENGTH,
    WHAT_SEQ_POSITION,
    WHAT_LOW_RANDOM,
    WHAT_HIGH_RANDOM,
    WHAT_END,
    WHAT_GROUP,
    WHAT_OFF_BY,
    WHAT_OFF_MODE,
    WHAT_TRIGGER,
    WHAT_SW_LAST,
    WHAT_SW_DOWN,
    WHAT_SW_UP,
    WHAT_SW_PREVIOUS,
    WHAT_SW_DEFAULT,
    WHAT_FADE,        /* of the velocity: param is which of the four bounds */
    WHAT_FADE_CURVE,  /* xf_velcurve */
    WHAT_NOTHING,     /* known to change nothing that a hit does */
    WHAT_MUST_HOLD,   /* low bound: the number that is given must not be above `param`; */
    WHAT_MUST_REACH,  /* high bound: nor below it */
    WHAT_LOW_PROGRAM, /* the same for the program */
    WHAT_HIGH_PROGRAM,
    WHAT_LOOP
};

/* In order of the names. */
static const struct opcode {
    const char *name;
    uint8_t kind;
    int16_t param;
    float low, high;
} opcodes[] = {
    {"amp_veltrack", WHAT_PARAM, SFZ_VELTRACK, -100, 100},
    {"ampeg_attack", WHAT_PARAM, SFZ_ATTACK, 0, 100},
    {"ampeg_decay", WHAT_PARAM, SFZ_DECAY, 0, 100},
    {"ampeg_hold", WHAT_PARAM, SFZ_HOLD, 0, 100},
    {"ampeg_release", WHAT_PARAM, SFZ_RELEASE, 0, 100},
    {"ampeg_sustain", WHAT_PARAM, SFZ_SUSTAIN, 0, 100},
    {"amplitude", WHAT_PARAM, SFZ_AMPLITUDE, -1000, 1000},
    {"delay", WHAT_PARAM, SFZ_DELAY, 0, 10},
    {"end", WHAT_END, 0, 0, 0},
    {"gain", WHAT_PARAM, SFZ_VOLUME, -144, 48},
    {"global_amplitude", WHAT_PARAM, SFZ_GLOBAL_AMPLITUDE, -1000, 1000},
    {"global_volume", WHAT_PARAM, SFZ_GLOBAL_VOLUME, -144, 48},
    {"group", WHAT_GROUP, 0, 0, 0},
    {"group_amplitude", WHAT_PARAM, SFZ_GROUP_AMPLITUDE, -1000, 1000},
    {"group_volume", WHAT_PARAM, SFZ_GROUP_VOLUME, -144, 48},
    {"hibend", WHAT_MUST_REACH, 0, 0, 0},
    {"hibpm", WHAT_MUST_REACH, 120, 0, 0},
    {"hichan", WHAT_MUST_REACH, 10, 0, 0},
    {"hichanaft", WHAT_MUST_REACH, 0, 0, 0},
    {"hikey", WHAT_HIGH_KEY, 0, 0, 0},
    {"hipolyaft", WHAT_MUST_REACH, 0, 0, 0},
    {"hiprog", WHAT_HIGH_PROGRAM, 0, 0, 0},
    {"hirand", WHAT_HIGH_RANDOM, 0, 0, 0},
    {"hivel", WHAT_HIGH_VELOCITY, 0, 0, 0},
    {"key", WHAT_KEY, 0, 0, 0},
    {"lobend", WHAT_MUST_HOLD, 0, 0, 0},
    {"lobpm", WHAT_MUST_HOLD, 120, 0, 0},
    {"lochan", WHAT_MUST_HOLD, 10, 0, 0},
    {"lochanaft", WHAT_MUST_HOLD, 0, 0, 0},
    {"lokey", WHAT_LOW_KEY, 0, 0, 0},
    {"loop_mode", WHAT_LOOP, 0, 0, 0},
    {"loopmode", WHAT_LOOP, 0, 0, 0},
    {"lopolyaft", WHAT_MUST_HOLD, 0, 0, 0},
    {"loprog", WHAT_LOW_PROGRAM, 0, 0, 0},
    {"lorand", WHAT_LOW_RANDOM, 0, 0, 0},
    {"lovel", WHAT_LOW_VELOCITY, 0, 0, 0},
    {"master_amplitude", WHAT_PARAM, SFZ_MASTER_AMPLITUDE, -1000, 1000},
    {"master_volume", WHAT_PARAM, SFZ_MASTER_VOLUME, -144, 48},
    {"off_by", WHAT_OFF_BY, 0, 0, 0},
    {"off_mode", WHAT_OFF_MODE, 0, 0, 0},
    {"off_time", WHAT_PARAM, SFZ_OFF_TIME, 0, 100},
    {"offby", WHAT_OFF_BY, 0, 0, 0},
    {"offset", WHAT_PARAM, SFZ_OFFSET, 0, 1e9f},
    {"offset_random", WHAT_PARAM, SFZ_OFFSET_RANDOM, 0, 1e9f},
    {"pan", WHAT_PARAM, SFZ_PAN, -200, 200},
    {"pitch", WHAT_PARAM, SFZ_TUNE, -9600, 9600},
    {"pitch_keycenter", WHAT_CENTER, 0, 0, 0},
    {"pitch_keytrack", WHAT_PARAM, SFZ_KEYTRACK, -1200, 1200},
    {"pitch_veltrack", WHAT_PARAM, SFZ_PITCH_VELTRACK, -9600, 9600},
    {"polyphony_group", WHAT_GROUP, 0, 0, 0},
    {"seq_length", WHAT_SEQ_LENGTH, 0, 0, 0},
    {"seq_position", WHAT_SEQ_POSITION, 0, 0, 0},
    {"sw_default", WHAT_SW_DEFAULT, 0, 0, 0},
    {"sw_down", WHAT_SW_DOWN, 0, 0, 0},
    {"sw_hikey", WHAT_NOTHING, 0, 0, 0},
    {"sw_last", WHAT_SW_LAST, 0, 0, 0},
    {"sw_lokey", WHAT_NOTHING, 0, 0, 0},
    {"sw_previous", WHAT_SW_PREVIOUS, 0, 0, 0},
    {"sw_up", WHAT_SW_UP, 0, 0, 0},
    {"sw_vel", WHAT_NOTHING, 0, 0, 0},
    {"transpose", WHAT_PARAM, SFZ_TRANSPOSE, -127, 127},
    {"trigger", WHAT_TRIGGER, 0, 0, 0},
    {"tune", WHAT_PARAM, SFZ_TUNE, -9600, 9600},
    {"volume", WHAT_PARAM, SFZ_VOLUME, -144, 48},
    {"xf_velcurve", WHAT_FADE_CURVE, 0, 0, 0},
    {"xfin_hivel", WHAT_FADE, 1, 0, 0},
    {"xfin_lovel", WHAT_FADE, 0, 0, 0},
    {"xfout_hivel", WHAT_FADE, 3, 0, 0},
    {"xfout_lovel", WHAT_FADE, 2, 0, 0},
};

static int by_name(const void *name, const void *o)
{
    return strcmp(name, ((const struct opcode *)o)->name);
}

static const struct opcode *find_opcode(const char *name)
{
    return bsearch(name, opcodes, sizeof opcodes / sizeof *opcodes, sizeof *opcodes, by_name);
}

void neume_sfz_scope_init(struct neume_sfz_scope *s)
{
    *s = (struct neume_sfz_scope){.sw_last = SFZ_SWITCH_NONE,
                                  .sw_down = SFZ_SWITCH_NONE,
                                  .sw_previous = SFZ_SWITCH_NONE,
                                  .sw_default = SFZ_SWITCH_NONE};
    neume_kit_region_init(&s->region);
    for (int p = SFZ_AMPLITUDE; p <= SFZ_GLOBAL_AMPLITUDE; p++)
        s->param[p] = 100;
    s->param[SFZ_VELTRACK] = s->param[SFZ_KEYTRACK] = s->param[SFZ_SUSTAIN] = 100;
    s->param[SFZ_RELEASE] = 0.001f;
    s->param[SFZ_OFF_TIME] = 0.006f;
}

/* The rule of this kind for the controller (and the number), or a new one; NULL where there is no room. */
static struct neume_sfz_rule *rule_for(struct neume_sfz_scope *s, int cc, int kind, int param)
{
    for (int i = 0; i < s->rules; i++)
        if (s->rule[i].cc == cc && s->rule[i].kind == kind && s->rule[i].param == param)
            return &s->rule[i];
    if (s->rules == SFZ_RULES) {
        s->unknown = 1; /* too many controllers to know */
        return NULL;
    }
    s->rule[s->rules] = (struct neume_sfz_rule){.cc = (uint16_t)cc,
                                                .kind = (uint8_t)kind,
                                                .param = (uint8_t)param,
                                                .high = kind == SFZ_RULE_MODULATES ? 0 : 127};
    return &s->rule[s->rules++];
}

static void set_bound(struct neume_sfz_scope *s, int cc, int kind, int is_high, float value)
{
    struct neume_sfz_rule *r = rule_for(s, cc, kind, 0);
    if (r)
        *(is_high ? &r->high : &r->low) = value;
}

/* "xfin_locc4" and the like; 0 where it is none of these. */
static int set_controller_bound(struct neume_sfz_scope *s, const char *name, const char *value)
{
    static const struct {
        const char *name;
        int kind, is_high;
        float scale;
    } rows[] = {{"locc", SFZ_RULE_IS, 0, 1},
                {"hicc", SFZ_RULE_IS, 1, 1},
                {"lohdcc", SFZ_RULE_IS, 0, 127},
                {"hihdcc", SFZ_RULE_IS, 1, 127},
                {"xfin_locc", SFZ_RULE_FADE_IN, 0, 1},
                {"xfin_hicc", SFZ_RULE_FADE_IN, 1, 1},
                {"xfout_locc", SFZ_RULE_FADE_OUT, 0, 1},
                {"xfout_hicc", SFZ_RULE_FADE_OUT, 1, 1}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t n = strlen(rows[i].name);
        if (!strncmp(name, rows[i].name, n) && isdigit((unsigned char)name[n])) {
            set_bound(s, whole(name + n, 0, 511), rows[i].kind, rows[i].is_high, rows[i].scale * real(value, -1, 127));
            return 1;
        }
    }
    return 0;
}

/* "tune_oncc12", "tune_curvecc12" and their older forms; 0 where it is none of these. */
static int set_modulation(struct neume_sfz_scope *s, const char *name, const char *value)
{
    static const char *const forms[] = {"_curvecc", "_oncc", "_cc", "cc"};
    for (int f = 0; f < 4; f++) {
        const char *at = strstr(name, forms[f]);
        char base[32];
        if (!at || at == name || (size_t)(at - name) >= sizeof base || !isdigit((unsigned char)at[strlen(forms[f])]))
            continue;
        snprintf(base, sizeof base, "%.*s", (int)(at - name), name);
        const struct opcode *o = find_opcode(base);
        if (!o || o->kind != WHAT_PARAM)
            return 0;
        struct neume_sfz_rule *r = rule_for(s, whole(at + strlen(forms[f]), 0, 511), SFZ_RULE_MODULATES, o->param);
        if (r && f == 0)
            r->curve = (int16_t)whole(value, 0, 255);
        else if (r)
            r->low = real(value, -1e6f, 1e6f);
        return 1;
    }
    return 0;
}

static void set_keys(const struct neume_sfz_file *f, struct neume_kit_region *g, int kind, const char *value)
{
    int key = key_of(f, value);
    /* A region with lokey=-1 and hikey=-1 is for controllers alone: low above high is never hit. */
    if (kind != WHAT_HIGH_KEY)
        g->low_key = (uint8_t)(key < 0 ? 128 : key);
    if (kind != WHAT_LOW_KEY)
        g->high_key = (uint8_t)(key < 0 ? 0 : key);
    if (kind == WHAT_KEY && key >= 0)
        g->center = (uint8_t)key;
}

static uint8_t switch_key(const struct neume_sfz_file *f, const char *value)
{
    int key = key_of(f, value);
    return (uint8_t)(key < 0 ? SFZ_SWITCH_NONE - 1 : key); /* one that nobody presses */
}

static void set_switch(struct neume_sfz_file *f, struct neume_sfz_scope *s, int kind, const char *value)
{
    if (kind == WHAT_SW_LAST)
        s->sw_last = switch_key(f, value);
    else if (kind == WHAT_SW_DOWN)
        s->sw_down = switch_key(f, value);
    else if (kind == WHAT_SW_PREVIOUS)
        s->sw_previous = switch_key(f, value);
    else if (kind == WHAT_SW_DEFAULT)
        s->sw_default = f->sw_default = switch_key(f, value);
}

static void set_program(struct neume_sfz_file *f, struct neume_sfz_scope *s, const struct opcode *o, const char *value)
{
    int program = whole(value, 0, 127), is_low = o->kind == WHAT_LOW_PROGRAM;
    if (is_low && program < f->lowest_program)
        f->lowest_program = program;
    if (is_low ? program > f->program : program < f->program)
        s->silenced = o->name;
}

static void set_choice(struct neume_sfz_scope *s, const struct opcode *o, const char *value)
{
    struct neume_kit_region *g = &s->region;
    switch (o->kind) {
    case WHAT_LOW_VELOCITY:
        g->low_velocity = (uint8_t)whole(value, 0, 128);
        break;
    case WHAT_HIGH_VELOCITY:
        g->high_velocity = (uint8_t)whole(value, 0, 127);
        break;
    case WHAT_SEQ_LENGTH:
        g->seq_length = (uint16_t)whole(value, 1, 1000);
        break;
    case WHAT_SEQ_POSITION:
        g->seq_position = (uint16_t)whole(value, 1, 1000);
        break;
    case WHAT_LOW_RANDOM:
        g->low_random = real(value, 0, 1);
        break;
    case WHAT_HIGH_RANDOM:
        g->high_random = real(value, 0, 1);
        break;
    case WHAT_TRIGGER: /* each hit is the first of its phrase */
        s->silenced = !strcmp(value, "attack") || !strcmp(value, "first") ? NULL : "trigger";
        break;
    case WHAT_MUST_HOLD:
        s->silenced = strtof(value, NULL) > o->param ? o->name : s->silenced;
        break;
    case WHAT_MUST_REACH:
        s->silenced = strtof(value, NULL) < o->param ? o->name : s->silenced;
        break;
    default:
        break;
    }
}

static void set_sound(struct neume_sfz_file *f, struct neume_sfz_scope *s, const struct opcode *o, const char *value)
{
    struct neume_kit_region *g = &s->region;
    switch (o->kind) {
    case WHAT_CENTER: { /* "sample": what the file says of itself, which drums do not */
        int key = key_of(f, value);
        g->center = key >= 0 ? (uint8_t)key : g->center;
        break;
    }
    case WHAT_END: { /* -1: the region does not sound, as to end others */
        long end = strtol(value, NULL, 10);
        g->end = end > 0 ? (uint32_t)(end < UINT32_MAX ? end + 1 : UINT32_MAX) : 0;
        s->silenced = end < 0 ? "end" : s->silenced;
        break;
    }
    case WHAT_GROUP:
        g->group = whole(value, 0, 1 << 30);
        break;
    case WHAT_OFF_BY:
        g->off_by = whole(value, 0, 1 << 30);
        break;
    case WHAT_OFF_MODE:
        s->off_mode = !strcmp(value, "normal") ? 1 : !strcmp(value, "time") ? 2 : 0;
        break;
    case WHAT_FADE:
        (o->param < 2 ? g->velocity_fade.in : g->velocity_fade.out)[o->param & 1] = (uint8_t)whole(value, 0, 127);
        break;
    case WHAT_FADE_CURVE:
        g->linear_fades = !strcmp(value, "gain");
        break;
    default:
        break;
    }
}

/* "amp_velcurve_64=0.5" */
static int set_velocity_point(struct neume_sfz_scope *s, const char *name, const char *value)
{
    static const char prefix[] = "amp_velcurve_";
    if (strncmp(name, prefix, sizeof prefix - 1))
        return 0;
    uint8_t velocity = (uint8_t)whole(name + sizeof prefix - 1, 0, 127);
    int i = 0;
    while (i < s->points && s->point[i].velocity != velocity)
        i++;
    if (i == SFZ_POINTS)
        return 1;
    s->points = (uint8_t)(i == s->points ? i + 1 : s->points);
    s->point[i].velocity = velocity;
    s->point[i].gain = real(value, 0, 1);
    return 1;
}

int neume_sfz_is_harmless(const char *name)
{
    static const char *const words[] = {"label",     "polyphony", "hint_",   "output",  "sustain_",  "sostenuto_",
                                        "bend",      "rt_",       "release", "pan_law", "image",     "sw_note",
                                        "sw_octave", "off_shape", "count",   "type",    "_smoothcc", "selfmask"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(name, words[i]))
            return 1;
    return 0;
}

/* Whether an opcode chooses when a region sounds, by its name. */
static int chooses(const char *name)
{
    return (!strncmp(name, "lo", 2) && strncmp(name, "loop", 4)) || !strncmp(name, "hi", 2) ||
           !strncmp(name, "sw_", 3) || !strncmp(name, "on_", 3) || !strncmp(name, "start_", 6) ||
           !strncmp(name, "xfin_", 5) || !strncmp(name, "xfout_", 6) || !strncmp(name, "seq_", 4);
}

/* Once, with its digits as N. */
static void note_ignored(struct neume_sfz_file *f, const char *name)
{
    char plain[sizeof f->ignored[0]];
    size_t n = 0;
    for (; *name && n + 1 < sizeof plain; name++)
        if (!isdigit((unsigned char)*name))
            plain[n++] = *name;
        else if (!n || plain[n - 1] != 'N')
            plain[n++] = 'N';
    plain[n] = 0;
    for (int i = 0; i < f->ignored_count; i++)
        if (!strcmp(f->ignored[i], plain))
            return;
    if (f->ignored_count < (int)(sizeof f->ignored / sizeof *f->ignored))
        strcpy(f->ignored[f->ignored_count++], plain);
}

static void set_unlisted(struct neume_sfz_file *f, struct neume_sfz_scope *s, const char *name, const char *value)
{
    static const char *const known[] = {"on_locc", "on_hicc", "start_locc", "start_hicc", "on_lohdcc", "on_hihdcc"};
    if (set_controller_bound(s, name, value) || set_velocity_point(s, name, value) || set_modulation(s, name, value))
        return;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!strncmp(name, known[i], strlen(known[i]))) { /* played by a controller, not by a key */
            s->silenced = known[i];
            return;
        }
    if (neume_sfz_is_harmless(name))
        return;
    if (chooses(name)) {
        s->unknown = 1;
        if (!*f->unknown)
            snprintf(f->unknown, sizeof f->unknown, "%.31s", name);
    } else {
        note_ignored(f, name);
    }
}

void neume_sfz_set(struct neume_sfz_file *f, struct neume_sfz_scope *s, const char *name, const char *value)
{
    const struct opcode *o = find_opcode(name);
    if (!strcmp(name, "sample")) {
        s->sample = value;
    } else if (!o) {
        set_unlisted(f, s, name, value);
    } else if (o->kind == WHAT_PARAM) {
        s->param[o->param] = real(value, o->low, o->high);
    } else if (o->kind >= WHAT_KEY && o->kind <= WHAT_HIGH_KEY) {
        set_keys(f, &s->region, o->kind, value);
    } else if (o->kind >= WHAT_SW_LAST && o->kind <= WHAT_SW_DEFAULT) {
        set_switch(f, s, o->kind, value);
    } else if (o->kind == WHAT_LOW_PROGRAM || o->kind == WHAT_HIGH_PROGRAM) {
        set_program(f, s, o, value);
    } else if (o->kind == WHAT_LOOP) {
        if (strcmp(value, "one_shot") && strcmp(value, "no_loop"))
            note_ignored(f, name);
    } else {
        set_choice(s, o, value);
        set_sound(f, s, o, value);
    }
}
