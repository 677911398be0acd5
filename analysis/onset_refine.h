/* SPDX-License-Identifier: MIT
 *
 * When a tone begins, to a few milliseconds, given about when and its pitch: the moment at which what is new of its
 * partials first reaches a tenth of its peak amplitude. Partials that it shares with other tones are left out where it
 * has others; the blur of the window is undone by a linear attack that would be blurred into what is seen. */
#ifndef NEUME_ANALYSIS_ONSET_REFINE_H
#define NEUME_ANALYSIS_ONSET_REFINE_H

#include <stddef.h>

#include "analysis/sample_ring.h"

enum {
    NEUME_ONSET_REFINER_PARTIALS = 8, /* that are followed at once */
    NEUME_ONSET_REFINER_BLOCKS = 1024 /* of 16 samples: what is looked at, at most */
};

/* What is known of a tone beforehand. */
struct neume_onset_guess {
    double time;       /* seconds: about when it begins */
    double back, on;   /* seconds that it may begin sooner and later, 0..0.15 each */
    double end;        /* seconds: where it surely is over, at most 0.4 after `time` */
    double hz;         /* of its fundamental, 20..5000 */
    const double *old; /* [old_count] Hz of the tones that sound before it, */
    size_t old_count;
    const double *new; /* [new_count] and of those that begin about when it does, or later before `end` */
    size_t new_count;
};

/* Scratch: by block and partial. */
struct neume_onset_refiner {
    float sample[16 * NEUME_ONSET_REFINER_BLOCKS];
    float re[NEUME_ONSET_REFINER_BLOCKS][NEUME_ONSET_REFINER_PARTIALS];
    float im[NEUME_ONSET_REFINER_BLOCKS][NEUME_ONSET_REFINER_PARTIALS];
    float blurred[NEUME_ONSET_REFINER_BLOCKS][NEUME_ONSET_REFINER_PARTIALS];
    float power[NEUME_ONSET_REFINER_PARTIALS][NEUME_ONSET_REFINER_BLOCKS];
};

/* Seconds around a guess that are read: the ring must reach from `time` - NEUME_ONSET_REFINER_REACH to `end` + that. */
#define NEUME_ONSET_REFINER_REACH 0.25

/* The onset in seconds, or guess->time where nothing rises there that could be told from what sounds already. `ring`
 * holds mono samples at `rate` Hz, 16000..24000. Never allocates. */
double neume_onset_refiner_find(struct neume_onset_refiner *r, const struct neume_sample_ring *ring, double rate,
                                const struct neume_onset_guess *guess);

/* When a tone that sounds at guess->time, about its end, has fallen by 12 dB: up to guess->on later; guess->time if it
 * does not fall so far. `back`: seconds before over which its strength is read. guess->end is not read. */
double neume_onset_refiner_fade(struct neume_onset_refiner *r, const struct neume_sample_ring *ring, double rate,
                                const struct neume_onset_guess *guess);

#endif
