/* SPDX-License-Identifier: MIT
 *
 * A network over a recording, on several threads: blocks of frames, each by its own stream that begins as many frames
 * early as its first output depends on. The outputs are the same bits for any number of threads. */
#ifndef NEUME_MODELS_NN_POOL_H
#define NEUME_MODELS_NN_POOL_H

#include <stddef.h>

#include "models/nn/net.h"

enum { NEUME_NET_POOL_THREADS = 64 };

struct neume_net_pool;

/* `threads` 1..NEUME_NET_POOL_THREADS; 1 starts none and answers soonest. The weights are borrowed until the free.
 * MEMORY; ARGUMENT. */
enum neume_status neume_net_pool_new(struct neume_net_pool **out, const struct neume_weights *weights, int threads);
void neume_net_pool_free(struct neume_net_pool *pool);
void neume_net_pool_reset(struct neume_net_pool *pool);

/* The most input frames that may lie between one and its output. */
size_t neume_net_pool_delay(const struct neume_net_pool *pool);

/* Takes an input frame. Never allocates. */
void neume_net_pool_push(struct neume_net_pool *pool, const float *frame);

/* After the last frame; then only take() and reset(). */
void neume_net_pool_flush(struct neume_net_pool *pool);

/* The next output frame that is ready, [output bins][output channels], good until the next call; else NULL. Call it
 * until then after every push and flush. */
const float *neume_net_pool_take(struct neume_net_pool *pool);

#endif
