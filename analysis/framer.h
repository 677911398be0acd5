/* SPDX-License-Identifier: MIT
 *
 * A stream cut into overlapping frames. Frame k is centred on sample k * hop, so its time is k * hop / sample_rate;
 * what lies before the first sample and after the last is silence. */
#ifndef NEUME_ANALYSIS_FRAMER_H
#define NEUME_ANALYSIS_FRAMER_H

#include <stddef.h>
#include <stdint.h>

#include "neume/status.h"

struct neume_framer {
    size_t size, hop; /* samples */
    size_t first;     /* where in the buffer the frame begins */
    size_t filled;    /* samples of it that are there */
    int ready;        /* the buffer holds a frame that was handed out */
    uint64_t taken;   /* samples that came in */
    uint64_t made;    /* frames handed out */
    float *buffer;    /* [room]: frames move through it before what they share is moved back */
    size_t room;
};

/* size: even, 2 or more; hop: 1..size. */
enum neume_status neume_framer_init(struct neume_framer *f, size_t size, size_t hop);
void neume_framer_release(struct neume_framer *f);
void neume_framer_reset(struct neume_framer *f);

/* Takes samples up to the end of the next frame and returns how many it used. *frame is that frame ([size], good until
 * the next call), or NULL where the samples ran out first. */
size_t neume_framer_process(struct neume_framer *f, const float *samples, size_t count, const float **frame);

/* After the last sample: the remaining frames whose centre lies within the signal, one a call, then NULL. */
const float *neume_framer_flush(struct neume_framer *f);

#endif
