/* SPDX-License-Identifier: MIT
 *
 * The types of replace.h. */
#ifndef NEUME_RENDER_REPLACE_REPLACE_BASE_H
#define NEUME_RENDER_REPLACE_REPLACE_BASE_H

#include "neume/drum.h"

struct neume_replace_hit {
    int64_t frame;    /* of the recording, >= 0: where the attack is to be */
    uint8_t key;      /* General MIDI percussion key 0..127 */
    uint8_t velocity; /* 1..127 */
    uint8_t timbre;   /* 0: the velocity chooses the layer; 1..127: see neume_kit_layer() */
};

struct neume_replace_options {
    int rate, channels;              /* as the kit was opened with */
    double blend;                    /* 0..1: 0 doubles, 1 replaces; default 1 */
    double gain;                     /* 0..16, linear, of the samples above the original's level; default 1 */
    double offset[NEUME_DRUM_COUNT]; /* seconds, -0.1..0.1, by which a drum's new hits come later; default 0 */
    double humanize;                 /* seconds, 0..0.05: new hits come earlier or later by chance, by so much at most,
                                      * and up to 1 dB louder or softer where it is over 0; default 0 */
    uint64_t seed;                   /* for that */
    int min_velocity;                /* 1..127: softer hits stay as they are; default 1 */
    int follow_level;                /* 1: a hit that sounds alone is as loud as it was, within 6 dB of what the
                                      * velocities make of it; 0 (the default): as the velocities say */
    unsigned mute; /* a bit for each enum neume_drum whose hits go down and get no sample: what of a drum bleeds into
                    * another microphone; default none */
    unsigned only; /* a bit for each enum neume_drum that is to be replaced; default all */
    int refine;    /* 1 (the default): hits may lie about 2 ms off; each moves to where its attack begins, to the
                    * sample. 0: hits stay where they are */
};

struct neume_replace;

/* Where the parts go that the mix is made of, each [frames][channels]; NULL: not wanted. */
struct neume_replace_stems {
    float *drum[NEUME_DRUM_COUNT]; /* the samples */
    float *original;               /* the recording, ducked */
};

struct neume_replace_report {
    size_t replaced[NEUME_DRUM_COUNT]; /* hits that got a sample */
    size_t ducked[NEUME_DRUM_COUNT];   /* hits that went down and got none: see `mute` */
    size_t missing[NEUME_DRUM_COUNT];  /* hits for which the kit has none */
    size_t left[NEUME_DRUM_COUNT];     /* hits that were not to be replaced */
    float gain[NEUME_DRUM_COUNT];      /* linear: what the samples of this drum were raised by */
    size_t doubled;                    /* replaced hits, with blend > 0, whose original stayed for another's sake */
    size_t below;                      /* and those whose highs stayed for a hat's or a cymbal's */
    size_t inverted;                   /* replaced hits whose sample was inverted */
    size_t heard;                      /* replaced hits that can be heard in the original */
    size_t levels;                     /* hits that sound alone, by which loudness is compared: */
    double level_error; /* dB: the median of how much louder or softer they are than they were, their drum's median
                         * aside; and */
    double level_good;  /* 0..1: how many of them are within 1.5 dB */
    double correlation; /* -1..1: the mean, over those, of the correlation of original and sample over 15 ms */
};

#endif
