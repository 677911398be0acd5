/* SPDX-License-Identifier: MIT
 *
 * A recording with its drums replaced or doubled by a kit's samples, as a stream: twice over the recording, once to
 * listen and once to mix. Memory grows with the number of hits and with the samples that they use, not with the length
 * of the recording.
 *
 *     new, listen to all of it in mono, prepare, then process all of it, then process nothing while it still sounds
 *
 * The attack of each sample lies on the frame of its hit. A drum's samples are as loud, on the median over its hits, as
 * the original's, and follow the hits' velocities. Each sample's polarity is the one that agrees with the original's
 * over the first 15 ms. The original fades within 4 ms before a hit, stays down until the new hit has decayed by 30 dB,
 * 1.5 s at most, and comes back before the next drum that is not replaced; where such a drum sounds together with the
 * hit, the hit is doubled instead. A hat or a cymbal that is not replaced keeps only what lies over 3 kHz of the hits
 * of other drums. Outside of these places the original passes through bit for bit.
 *
 * A recording that was made with this very kit is recognised (where hits may be refined): then each sample is laid
 * where it fits best and as loud as it is there, so that the recording comes back. */
#ifndef NEUME_RENDER_REPLACE_REPLACE_H
#define NEUME_RENDER_REPLACE_REPLACE_H

#include "render/kits/kit.h"

struct neume_replace_hit {
    int64_t frame;    /* of the recording, >= 0: where the attack is to be */
    uint8_t key;      /* General MIDI percussion key 0..127 */
    uint8_t velocity; /* 1..127 */
    uint8_t timbre;   /* 0: the velocity chooses the layer; 1..127: see neume_kit_layer() */
};

struct neume_replace_options {
    int rate, channels; /* as the kit was opened with */
    double blend;       /* 0..1: 0 doubles, 1 replaces; default 1 */
    double gain;        /* 0..16, linear, of the samples above the original's level; default 1 */
    unsigned only;      /* a bit for each enum neume_drum that is to be replaced; default all */
    int refine;         /* 1 (the default): hits may lie about 2 ms off; each moves to where its attack begins, to the
                         * sample. 0: hits stay where they are */
};

void neume_replace_options_init(struct neume_replace_options *options);

struct neume_replace;

/* Chooses the samples of all hits, in order of time. `kit` is used until the free, by nobody else. Hits of one key
 * within 2 ms are one, the loudest. ARGUMENT: an option or hit out of range; MEMORY. On failure *out is NULL. */
enum neume_status neume_replace_new(struct neume_replace **out, struct neume_kit *kit,
                                    const struct neume_replace_hit *hit, size_t count,
                                    const struct neume_replace_options *options);
void neume_replace_free(struct neume_replace *r);

/* The next samples of the recording, the mean of its channels, finite. Allocates nothing. */
void neume_replace_listen(struct neume_replace *r, const float *mono, size_t count);

/* After the last sample, once: settles levels, polarities, fades and chokes. MEMORY. */
enum neume_status neume_replace_prepare(struct neume_replace *r);

/* Where the parts go that the mix is made of, each [frames][channels]; NULL: not wanted. */
struct neume_replace_stems {
    float *drum[NEUME_DRUM_COUNT]; /* the samples */
    float *original;               /* the recording, ducked */
};

/* in, out: [frames][channels]; they may be the same, and `in` may be NULL for silence. `stems` may be NULL. Never
 * clips, never allocates. How the caller splits its blocks never shows in the output. */
void neume_replace_process(struct neume_replace *r, const float *in, float *out,
                           const struct neume_replace_stems *stems, size_t frames);

/* Frames from here until nothing sounds any more. */
int64_t neume_replace_tail(const struct neume_replace *r);

struct neume_replace_report {
    size_t replaced[NEUME_DRUM_COUNT]; /* hits that got a sample */
    size_t missing[NEUME_DRUM_COUNT];  /* hits for which the kit has none */
    size_t left[NEUME_DRUM_COUNT];     /* hits that were not to be replaced */
    float gain[NEUME_DRUM_COUNT];      /* linear: what the samples of this drum were raised by */
    size_t doubled;                    /* replaced hits, with blend > 0, whose original stayed for another's sake */
    size_t below;                      /* and those whose highs stayed for a hat's or a cymbal's */
    size_t inverted;                   /* replaced hits whose sample was inverted */
    size_t heard;                      /* replaced hits that can be heard in the original */
    double correlation; /* -1..1: the mean, over those, of the correlation of original and sample over 15 ms */
};

/* After neume_replace_prepare(). */
void neume_replace_report(const struct neume_replace *r, struct neume_replace_report *report);

/* The hits that got a sample, in order of time, at their final frames, after neume_replace_prepare(). *cursor starts at
 * 0. Answers 0 after the last. */
int neume_replace_hit_used(const struct neume_replace *r, size_t *cursor, struct neume_replace_hit *hit);

#endif
