/* SPDX-License-Identifier: MIT
 *
 * The drum network as a stream (models/train/drums/drums_net.py): what it hears at any time, remembered for twenty
 * seconds.
 */
#ifndef NEUME_MODELS_DRUMS_DRUM_NET_H
#define NEUME_MODELS_DRUMS_DRUM_NET_H

#include "models/drums/drum_input.h"

enum neume_drum_net_class {
    DRUM_KICK,
    DRUM_SNARE,
    DRUM_STICK,
    DRUM_CLOSED,
    DRUM_PEDAL,
    DRUM_OPEN,
    DRUM_LOW,
    DRUM_MID,
    DRUM_HIGH,
    DRUM_RIDE,
    DRUM_BELL,
    DRUM_CRASH,
    DRUM_CLASSES
};

/* What sounds at one time. */
struct neume_drum_evidence {
    float onset[DRUM_CLASSES]; /* logits: > 0 where it rather begins than not */
    float late[DRUM_CLASSES];  /* seconds from the time asked for to where the onset is strongest */
    float level[DRUM_CLASSES]; /* dB, of those that begin; only differences within a recording mean something */
};

struct neume_drum_net;

enum neume_status neume_drum_net_new(struct neume_drum_net **out); /* MEMORY */
void neume_drum_net_free(struct neume_drum_net *n);
void neume_drum_net_reset(struct neume_drum_net *n);

/* The spectrum of NEUME_DRUM_INPUT_SIZE samples of 44.1 kHz, one every NEUME_DRUM_INPUT_HOP. Never allocates. */
void neume_drum_net_push(struct neume_drum_net *n, const struct neume_fft_bin *spectrum);
void neume_drum_net_flush(struct neume_drum_net *n); /* the end of the recording */

/* Seconds from a sound to when it can be asked for. */
double neume_drum_net_delay(const struct neume_drum_net *n);

/* The strongest of the frames within 40 ms of `time` (seconds), for every class by itself. Where there are none, all
 * onsets are -20 and all else is 0. */
void neume_drum_net_find(const struct neume_drum_net *n, double time, struct neume_drum_evidence *evidence);

#endif
