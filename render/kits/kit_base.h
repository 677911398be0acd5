/* SPDX-License-Identifier: MIT
 *
 * The types of kit.h. */
#ifndef NEUME_RENDER_KITS_KIT_BASE_H
#define NEUME_RENDER_KITS_KIT_BASE_H

#include <stddef.h>
#include <stdint.h>

#include "neume/drum.h"
#include "neume/status.h"

struct neume_kit_sound {
    float *frame; /* [frames][channels of the kit] */
    size_t frames;
    size_t attack;    /* the frame at which the hit begins */
    size_t decay;     /* frames from the attack until it stays 30 dB below its loudest 5 ms */
    float brightness; /* Hz, of the same span: see audio/brightness.h */
    float level;      /* RMS of the mean of the channels, over NEUME_KIT_LEVEL seconds from the attack; > 0 */
};

#define NEUME_KIT_LEVEL 0.04 /* seconds */

struct neume_kit_region {
    char *path; /* of the sound file; NULL: of the SoundFont */
    uint8_t low_key, high_key, low_velocity, high_velocity;
    int seq_length, seq_position; /* 1.. */
    float low_random, high_random;
    float gain;            /* linear */
    float pan;             /* -1..1: a balance; the near side keeps its level */
    float tune;            /* cents */
    float veltrack;        /* 0..1: how much of the velocity's gain (RP-021) is applied */
    size_t offset;         /* frames of the file */
    int group, off_by;     /* starting one of `group` n ends those that are off_by n; 0: none */
    enum neume_status bad; /* why it cannot be used: EMPTY where it is silent */
    struct neume_kit_sound sound;
};

struct neume_kit;

/* Names the file of a kit that a status speaks of. */
struct neume_kit_problem {
    char subject[512]; /* a path, or "path:line" */
    char words[128];   /* what is wrong, where the status alone does not say it; else empty */
};

enum { NEUME_KIT_MOST = 8 }; /* regions that one hit may start */

#endif
