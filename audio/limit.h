/* SPDX-License-Identifier: MIT
 *
 * A look-ahead limiter: what would exceed full scale is turned down with all channels around it, and nothing else is
 * touched, not by a bit. The gain that each frame needs is held over the frames before it, comes back exponentially,
 * and is averaged over as many frames as it was held, so that it arrives in time and without a step. */
#ifndef NEUME_AUDIO_LIMIT_H
#define NEUME_AUDIO_LIMIT_H

#include <stddef.h>

#include "neume/status.h"

struct neume_limiter;

/* rate: 4000..384000 Hz; channels: 1..1024. ARGUMENT, MEMORY. */
enum neume_status neume_limiter_new(struct neume_limiter **out, int rate, int channels);
void neume_limiter_free(struct neume_limiter *l);

/* in: [frames][channels]; out: [frames + what is held back][channels], of which *made frames are written: those that
 * are settled. Frames come neume_limiter_delay() late. `in` and `out` are not the same. Never allocates. */
void neume_limiter_process(struct neume_limiter *l, const float *in, size_t frames, float *out, size_t *made);

/* The frames that are held back at most, which flush() writes to out[delay][channels]. */
size_t neume_limiter_delay(const struct neume_limiter *l);
void neume_limiter_flush(struct neume_limiter *l, float *out, size_t *made);

/* The lowest gain so far; 1 where nothing was turned down. */
float neume_limiter_lowest(const struct neume_limiter *l);

#endif
