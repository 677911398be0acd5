/* SPDX-License-Identifier: MIT
 *
 * What SFZ's opcodes say of a region, before the controllers are known. */
#ifndef NEUME_RENDER_KITS_SFZ_OPCODES_H
#define NEUME_RENDER_KITS_SFZ_OPCODES_H

#include "render/kits/kit_base.h"

/* Numbers that a controller may move. */
enum neume_sfz_param {
    SFZ_VOLUME, /* dB, and those of the levels above, */
    SFZ_GROUP_VOLUME,
    SFZ_MASTER_VOLUME,
    SFZ_GLOBAL_VOLUME,
    SFZ_AMPLITUDE, /* percent */
    SFZ_GROUP_AMPLITUDE,
    SFZ_MASTER_AMPLITUDE,
    SFZ_GLOBAL_AMPLITUDE,
    SFZ_PAN,  /* percent */
    SFZ_TUNE, /* cents */
    SFZ_TRANSPOSE,
    SFZ_KEYTRACK,
    SFZ_PITCH_VELTRACK,
    SFZ_VELTRACK, /* percent */
    SFZ_DELAY,    /* seconds */
    SFZ_OFFSET,   /* frames */
    SFZ_OFFSET_RANDOM,
    SFZ_ATTACK, /* seconds */
    SFZ_HOLD,
    SFZ_DECAY,
    SFZ_SUSTAIN, /* percent */
    SFZ_RELEASE,
    SFZ_OFF_TIME,
    SFZ_PARAMS
};

enum neume_sfz_rule_kind {
    SFZ_RULE_IS,        /* the controller must be within low..high */
    SFZ_RULE_FADE_IN,   /* 0 to 1 over low..high */
    SFZ_RULE_FADE_OUT,  /* 1 to 0 */
    SFZ_RULE_MODULATES, /* `param` by `low` at its most, by `curve` */
};

struct neume_sfz_rule {
    uint16_t cc; /* 0..511; from 128 on SFZ's own */
    int16_t curve;
    uint8_t kind, param;
    float low, high;
};

enum { SFZ_RULES = 48, SFZ_POINTS = 24, SFZ_SWITCH_NONE = 255, NEUME_SFZ_CURVES = 256 };

/* What stands above a region, and the region itself. */
struct neume_sfz_scope {
    struct neume_kit_region region;
    const char *sample;   /* as written */
    const char *silenced; /* the opcode for whose sake the region does not sound; NULL: it does */
    float param[SFZ_PARAMS];
    struct neume_sfz_rule rule[SFZ_RULES];
    struct {
        uint8_t velocity;
        float gain;
    } point[SFZ_POINTS]; /* of the velocity's curve */
    uint8_t rules, points;
    uint8_t unknown;                                   /* 1: what is not known would choose it */
    uint8_t sw_last, sw_down, sw_previous, sw_default; /* keys, or SFZ_SWITCH_NONE */
    uint8_t off_mode;                                  /* 0: fast; 1: by the release; 2: by off_time */
};

/* What the whole file says beside its regions. */
struct neume_sfz_file {
    int note_offset;
    int program, lowest_program; /* that plays; the lowest that a loprog names, or 128 */
    float cc[512];               /* 0..127 */
    uint8_t sw_default;          /* the last one, or SFZ_SWITCH_NONE */
    float (*curve)[128];         /* [NEUME_SFZ_CURVES], of the <curve> headers; NULL: none */
    uint8_t curve_set[NEUME_SFZ_CURVES];
    char unknown[32];     /* the first opcode that would choose, and is not known; else empty */
    char ignored[24][32]; /* opcodes that are not understood and do not choose, each once; N for digits */
    int ignored_count;
};

void neume_sfz_scope_init(struct neume_sfz_scope *scope);

/* Sets what one opcode says; `value` is kept where it is a sample. */
void neume_sfz_set(struct neume_sfz_file *file, struct neume_sfz_scope *scope, const char *name, const char *value);

/* Whether the name is that of an opcode whose effect a hit would never have. */
int neume_sfz_is_harmless(const char *name);

#endif
