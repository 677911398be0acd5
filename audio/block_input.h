/* SPDX-License-Identifier: MIT
 *
 * Sound that a caller brings in blocks, as the analysis wants it: mono, clean, at the rates of those who listen. What a
 * source (audio/source.h) is for sound that is there as a whole. */
#ifndef NEUME_AUDIO_BLOCK_INPUT_H
#define NEUME_AUDIO_BLOCK_INPUT_H

#include <stddef.h>

#include "neume/status.h"

enum { NEUME_BLOCK_INPUT_LISTENERS = 2 }; /* at most */

struct neume_block_input;

/* Takes samples [count], mono at the rate of listener 0, 1, ..., finite, within -64..64. */
typedef enum neume_status (*neume_block_fn)(void *user, size_t listener, const float *samples, size_t count);

/* rate: 4000..384000 Hz; channels: 1..1024; to: [listeners] Hz, of the same range. ARGUMENT, MEMORY; on failure *out is
 * NULL. */
enum neume_status neume_block_input_new(struct neume_block_input **out, double rate, int channels, const double *to,
                                        size_t listeners);
void neume_block_input_free(struct neume_block_input *b);

/* As after new. MEMORY: then only free() may follow. */
enum neume_status neume_block_input_reset(struct neume_block_input *b);

/* samples [frames][channels], full scale 1; what is no number counts as 0. All channels are mixed to one so that none
 * cancels another (audio/mixdown.h). What take() gets is that of a source, sample by sample, however the sound is
 * split. MEMORY, and what take() answers. */
enum neume_status neume_block_input_process(struct neume_block_input *b, const float *samples, size_t frames,
                                            neume_block_fn take, void *user);

/* The end of the sound: what is held back. Then only reset() or free() may follow. The same statuses. */
enum neume_status neume_block_input_flush(struct neume_block_input *b, neume_block_fn take, void *user);

#endif
