/* SPDX-License-Identifier: MIT
 *
 * The last samples of a stream, by their place in it. */
#ifndef NEUME_ANALYSIS_SAMPLE_RING_H
#define NEUME_ANALYSIS_SAMPLE_RING_H

#include <stddef.h>
#include <stdint.h>

#include "neume/status.h"

struct neume_sample_ring {
    float *sample;  /* [size]: sample i is at i % size */
    size_t size;    /* a power of two */
    uint64_t count; /* samples that came */
};

/* Remembers at least `least` > 0 samples. MEMORY. */
enum neume_status neume_sample_ring_init(struct neume_sample_ring *r, size_t least);
void neume_sample_ring_release(struct neume_sample_ring *r);
void neume_sample_ring_reset(struct neume_sample_ring *r);
void neume_sample_ring_push(struct neume_sample_ring *r, const float *samples, size_t count);

/* Copies samples first .. first + count to out; those that are forgotten or have not come are 0. */
void neume_sample_ring_read(const struct neume_sample_ring *r, int64_t first, size_t count, float *out);

#endif
