/* SPDX-License-Identifier: MIT
 *
 * Many channels to one, so that nothing cancels. The result is the plain mean, to the bit, wherever the channels do not
 * work against each other. Where they do, a channel is added with the other sign, for those frequencies and as long as
 * it lasts. */
#ifndef NEUME_AUDIO_MIXDOWN_H
#define NEUME_AUDIO_MIXDOWN_H

#include <stddef.h>

#include "neume/status.h"

/* Of more channels, all from this one on are taken together by their mean. */
#define NEUME_MIXDOWN_CHANNELS 64

struct neume_mixdown;

/* channels: 1 or more; rate: 1000 Hz or more. ARGUMENT, MEMORY. */
enum neume_status neume_mixdown_new(struct neume_mixdown **out, size_t channels, double rate);
void neume_mixdown_free(struct neume_mixdown *m);

/* Takes interleaved [frames][channels] and writes at most as many samples to mono [frames]: each comes about 0.15 s of
 * sound later than it went in. Returns how many were written. */
size_t neume_mixdown_process(struct neume_mixdown *m, const float *interleaved, size_t frames, float *mono);

/* After the last frame: up to `capacity` of the samples that are still inside; 0 when all are out. */
size_t neume_mixdown_flush(struct neume_mixdown *m, float *mono, size_t capacity);

/* All at once: interleaved [frames][channels] to mono [frames]. The statuses of neume_mixdown_new(). */
enum neume_status neume_mixdown_all(const float *interleaved, size_t frames, size_t channels, double rate, float *mono);

#endif
