/* SPDX-License-Identifier: MIT */
#ifndef NEUME_RENDER_REPLACE_REPLACE_PRIVATE_H
#define NEUME_RENDER_REPLACE_REPLACE_PRIVATE_H

#include "core/biquad.h"
#include "render/kits/kit_private.h"
#include "render/replace/replace_base.h"
#include "render/replace/replace_separate.h"

enum {
    NEUME_REPLACE_RING = 1 << 16, /* samples of the recording that are remembered: 170 ms at 384 kHz */
    NEUME_REPLACE_RAMP = 64,      /* frames in which FluidSynth fades a voice in: its FLUID_BUFSIZE */
    NEUME_REPLACE_SPLIT = 3000    /* Hz: little of a hat or a cymbal lies under it */
};

/* A hit, and the regions that sound for it. */
struct stroke {
    int64_t frame, given; /* where the attack is to be; where the caller put it */
    uint32_t order;       /* place in the caller's list */
    uint32_t region[NEUME_KIT_MOST];
    uint32_t lead;   /* frames from the start of its sound to the attack */
    uint8_t regions; /* 0: the original stays */
    uint8_t key, drum, velocity, timbre;
    uint8_t muted;              /* 1: it goes down, and its samples do not sound */
    uint8_t heard;              /* 1: it stands out of what was before in the original */
    uint8_t fits;               /* 1: the samples are found in the original almost without a rest */
    float level, step_level;    /* RMS of the original's rise over NEUME_KIT_LEVEL; of its first differences */
    float new_level, new_steps; /* the same of the samples at their own gain and this velocity */
    float correlation;          /* with the samples as they are */
    int64_t match;              /* the frame near by at which the samples fit the original best, */
    float match_correlation;    /* how well, -1..1, */
    float match_gain;           /* and by which gain, signed */
    float share;                /* of a SoundFont's sound: see find_share() */
    int32_t shift;              /* frames by which it comes later */
    float gain;                 /* what its regions' own gains are multiplied by, polarity included */
};

/* One region that sounds for a stroke. */
struct voice {
    int64_t start, end; /* frames; start may be negative */
    int64_t choked;     /* frame at which it starts to fade, or INT64_MAX */
    uint32_t stroke, region;
    float gain;
    float share; /* how much of the first NEUME_REPLACE_RAMP frames' fade-in is taken back: 0..2 */
};

/* Where the original is down: it fades from..down, and comes back hold..up. */
struct duck {
    int64_t from, down, hold, up;
    int low; /* 1: only what lies under NEUME_REPLACE_SPLIT */
    int cut; /* 1: it ends early for a drum that stays */
};

struct neume_replace {
    struct neume_kit *kit;
    struct neume_replace_options options;
    struct stroke *stroke; /* [count], by frame */
    size_t count;
    struct voice *voice; /* [voices], by start */
    size_t voices;
    struct duck *duck; /* [ducks], by from */
    size_t ducks;
    int splits;                        /* some ducks are low */
    struct neume_separator *separator; /* NULL: the ducks take all of the original */
    struct neume_biquad high;
    float (*state)[2][2];           /* [channels]: of two `high` in a row */
    uint32_t *voices_on, *ducks_on; /* those under way, in order of their start */
    size_t voices_on_count, ducks_on_count, next_voice, next_duck;
    int64_t now, last; /* frames mixed; the last frame that any voice sounds at, + 1 */
    struct neume_replace_report report;
    int same;               /* 1: the kit is the one that the recording was made with */
    size_t matched, fitted; /* strokes that a matched filter looked for, and found almost without a rest */
    float share[129];       /* the last share of each key, and of all; negative: not known */
    size_t measured;        /* strokes */
    int64_t heard;          /* samples */
    float *ring;            /* [NEUME_REPLACE_RING] */
    float *window[2];       /* [NEUME_REPLACE_RING]: scratch: the original and the new hit */
};

/* Frames of so many milliseconds. */
static inline int64_t neume_replace_ms(const struct neume_replace *r, double ms)
{
    return (int64_t)(ms * r->options.rate / 1000 + 0.5);
}

#endif
