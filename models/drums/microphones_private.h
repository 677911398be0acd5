/* SPDX-License-Identifier: MIT */
#ifndef NEUME_MODELS_DRUMS_MICROPHONES_PRIVATE_H
#define NEUME_MODELS_DRUMS_MICROPHONES_PRIVATE_H

#include <stdint.h>

#include "analysis/attack.h"
#include "core/biquad.h"
#include "models/drums/microphones_base.h"

enum {
    MICS_BLOCK = 44, /* samples: a millisecond */
    MICS_RING = 512, /* blocks remembered; a power of two */
    MICS_NONE = 127, /* lag of a microphone in which the onset is none */
    MICS_CHANNELS = NEUME_MICROPHONES_MOST + 1
};

/* What a drum's own sound is looked for in. */
enum mics_band { MICS_LOW, MICS_BODY, MICS_SKIN, MICS_HIGH, MICS_BANDS };

struct mics_channel {
    unsigned drums; /* 0: the room */
    enum mics_band band;
    float state[MICS_BANDS][2][2];       /* of two biquads in a row for each band */
    float energy[MICS_BANDS][MICS_RING]; /* mean square of each block */
    float sum[MICS_BANDS];               /* of the block that is being filled */
    float novelty[MICS_RING];            /* dB: how much more there is after a block than before it, in the own band */
    struct neume_attack attack;
};

struct neume_microphones {
    size_t close, channels; /* close microphones, and with the room */
    int room;
    struct neume_biquad filter[MICS_BANDS][2];
    struct mics_channel *channel; /* [channels] */
    size_t filled;                /* samples in the current block */
    int64_t blocks, looked;       /* blocks that came, and that were looked at for onsets */
    int64_t last;                 /* block of the last onset */
    /* Onsets, in order of time. */
    size_t count, capacity;
    double *time;  /* [count], seconds, of the earliest microphone */
    float *level;  /* [count][channels][MICS_BANDS], dB */
    int8_t *lag;   /* [count][close]: ms after `time`, or MICS_NONE */
    float *attack; /* [count][close]: seconds after `time` at which the attack begins */
    float *rise;   /* [count][close][2]: dB more than just before, in the own band and in the highs */
};

/* The drums that stand so near to these that their microphones hear them as their own. */
static inline unsigned mics_with_kin(unsigned drums)
{
    static const unsigned kin[] = {1u << NEUME_DRUM_SD | 1u << NEUME_DRUM_SS,
                                   1u << NEUME_DRUM_HC | 1u << NEUME_DRUM_HO | 1u << NEUME_DRUM_HP,
                                   1u << NEUME_DRUM_RD | 1u << NEUME_DRUM_RB};
    unsigned all = drums;
    for (size_t i = 0; i < sizeof kin / sizeof *kin; i++)
        all |= drums & kin[i] ? kin[i] : 0;
    return all;
}

static inline float *mics_level(const struct neume_microphones *m, size_t onset, size_t channel)
{
    return m->level + (onset * m->channels + channel) * MICS_BANDS;
}

#endif
