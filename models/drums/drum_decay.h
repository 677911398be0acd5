/* SPDX-License-Identifier: MIT
 *
 * How long open hi-hats and cymbals sound: until the highs have faded by 24 dB, or to what they were before the hit; or
 * to where they are choked, by a hand, which is a fast fade, or by the next hit of the same hat or cymbal. A
 * louder drum on top hides the end until it is softer again, and is none itself. */
#ifndef NEUME_MODELS_DRUMS_DRUM_DECAY_H
#define NEUME_MODELS_DRUMS_DRUM_DECAY_H

#include <stddef.h>

#include "core/biquad.h"
#include "neume/note.h"

enum {
    NEUME_DRUM_DECAY_RATE = 44100, /* Hz */
    NEUME_DRUM_DECAY_FRAME = 220,  /* samples: 5 ms */
    NEUME_DRUM_DECAY_PAST = 16,    /* frames remembered; a power of two */
    NEUME_DRUM_DECAY_MOST = 16     /* notes that may ring at once */
};

struct neume_drum_decay_note {
    struct neume_note *note;             /* NULL: none */
    double before;                       /* power before the hit, */
    double reference;                    /* and in the mean soon after it */
    double least[NEUME_DRUM_DECAY_PAST]; /* the least so far, as of the last frames */
    int frames;                          /* since the hit */
};

/* No memory of its own, and nothing to free. */
struct neume_drum_decay {
    struct neume_biquad filter[2];
    float state[2][2];
    float sum;
    size_t filled;
    double power[NEUME_DRUM_DECAY_PAST]; /* of the last frames */
    size_t frames;                       /* that are over */
    struct neume_note *note;             /* [count], borrowed */
    size_t count, next;                  /* next: the first that has not begun */
    struct neume_drum_decay_note ring[NEUME_DRUM_DECAY_MOST];
};

/* note [count]: sorted by onset, pitched ones among them; their offsets are set as the samples come. */
void neume_drum_decay_init(struct neume_drum_decay *r, struct neume_note *note, size_t count);

/* The next samples of the recording, mono, at NEUME_DRUM_DECAY_RATE. */
void neume_drum_decay_process(struct neume_drum_decay *r, const float *samples, size_t count);

/* What still rings ends with the recording. */
void neume_drum_decay_flush(struct neume_drum_decay *r);

#endif
