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
    float *frame; /* [frames][channels of the kit], or NULL: see neume_kit_frames() */
    size_t frames;
    uint64_t used;    /* when it was asked for last, on the kit's clock */
    size_t attack;    /* the frame at which the hit begins, */
    size_t skin;      /* and at which it does in the lows: see kit_attack.h */
    size_t decay;     /* frames from the attack until it stays 30 dB below its loudest 5 ms */
    float brightness; /* Hz, of the same span: see audio/brightness.h */
    float level;      /* RMS of the mean of the channels, over NEUME_KIT_LEVEL seconds from the attack; > 0 */
};

#define NEUME_KIT_LEVEL 0.04 /* seconds */

/* From the first to the second velocity the gain goes from 0 to 1 (in) or from 1 to 0 (out); none at 0..0 (in) and
 * 127..127 (out). */
struct neume_kit_fade {
    uint8_t in[2], out[2];
};

/* A sample, when it sounds, and how. The defaults of neume_kit_region_init() are SFZ's. */
struct neume_kit_region {
    const char *path; /* of the sound file, owned by the kit; NULL: of the SoundFont */
    uint8_t low_key, high_key, low_velocity, high_velocity; /* low above high: never */
    uint8_t low_pedal, high_pedal;                          /* of the hi-hat: controller 4 */
    uint8_t center;                                         /* the key that plays the sample at its own pitch */
    uint8_t linear_fades;                                   /* 1: the fades are linear; 0: of equal power */
    struct neume_kit_fade velocity_fade;
    uint16_t curve;                /* of the velocity: kit->curve[curve - 1]; 0: the usual one */
    uint16_t seq_length;           /* 1.. */
    uint16_t seq_position;         /* 1.. */
    uint32_t times;                /* how often all but its place in the sequence fitted */
    float low_random, high_random; /* of 0..1 */
    float gain;                    /* linear */
    float pan;                     /* -1..1: a balance; the near side keeps its level */
    float tune;                    /* cents, beside what the key does, */
    float keytrack;                /* cents a key */
    float veltrack;                /* -1..1: how much of the velocity's gain is applied */
    float pitch_veltrack;          /* cents at velocity 127 */
    float delay;                   /* seconds */
    float attack, hold, decay;     /* seconds of the envelope, */
    float sustain;                 /* and its level, 0..1 */
    float off_time;                /* seconds in which it fades when it is choked */
    uint32_t offset, end;          /* frames of the file; end 0: all of it */
    uint32_t offset_random;        /* frames: the most that is added to the offset, by chance */
    int group, off_by;             /* starting one of `group` n ends those that are off_by n; 0: none */
    int instrument;                /* one of these does not end another of the same; 0: it may */
    int slot;                      /* of a kit whose slots each choose one of their regions */
    float power;                   /* DrumGizmo: how hard the sample was struck */
    uint32_t made_of;              /* + 1: the region that this one is, as another key or offset plays it; 0: itself */
    int made_for;                  /* the key, and the luck, of that */
    const float *matrix;           /* [matrix_channels][2]: the file's channels to left and right, owned by the kit; or
                                    * NULL: as they are */
    uint16_t matrix_channels;
    enum neume_status bad; /* why it cannot be used: EMPTY where it is silent */
    struct neume_kit_sound sound;
};

struct neume_kit;

/* Names the file of a kit that a status speaks of. */
struct neume_kit_problem {
    char subject[512]; /* a path, or "path:line" */
    char words[160];   /* what is wrong, where the status alone does not say it; else empty */
};

enum { NEUME_KIT_MOST = 64 }; /* regions that one hit may start */

#endif
