/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "models/nn/pool.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 512 }; /* frames for a thread at a time */

struct worker {
    struct neume_net_pool *pool;
    struct neume_net *net;
    size_t from, to; /* the frames of its block, in the waiting ones */
};

struct neume_net_pool {
    int threads;
    size_t in, out; /* floats of a frame */
    size_t context;
    struct worker worker[NEUME_NET_POOL_THREADS];
    /* One thread: what the stream has just made. */
    const float *ready;
    int flushing;
    /* Several: input frames that wait, of which the first `past` have had their turn, and outputs that are ready. */
    float *waiting, *done;
    size_t count, past;
    size_t made, taken;
    int ended; /* no frame follows those that wait */
};

static size_t capacity(const struct neume_net_pool *p)
{
    return (size_t)p->threads * BLOCK + 2 * p->context;
}

enum neume_status neume_net_pool_new(struct neume_net_pool **out, const struct neume_weights *weights, int threads)
{
    *out = NULL;
    if (threads < 1 || threads > NEUME_NET_POOL_THREADS)
        return NEUME_ERR_ARGUMENT;
    struct neume_net_pool *p = calloc(1, sizeof *p);
    if (!p)
        return NEUME_ERR_MEMORY;
    p->threads = threads;
    p->in = (size_t)neume_weights_input_bins(weights);
    p->out = (size_t)neume_weights_output_bins(weights) * (size_t)neume_weights_output_channels(weights);
    p->context = (size_t)neume_net_context(weights);
    enum neume_status status = NEUME_OK;
    for (int i = 0; i < threads && status == NEUME_OK; i++) {
        p->worker[i].pool = p;
        status = neume_net_new(&p->worker[i].net, weights);
    }
    if (threads > 1) {
        p->waiting = malloc(capacity(p) * p->in * sizeof *p->waiting);
        p->done = malloc((size_t)threads * BLOCK * p->out * sizeof *p->done);
        if (!p->waiting || !p->done)
            status = NEUME_ERR_MEMORY;
    }
    if (status != NEUME_OK) {
        neume_net_pool_free(p);
        return status;
    }
    *out = p;
    return NEUME_OK;
}

void neume_net_pool_free(struct neume_net_pool *p)
{
    if (!p)
        return;
    for (int i = 0; i < p->threads; i++)
        neume_net_free(p->worker[i].net);
    free(p->waiting);
    free(p->done);
    free(p);
}

void neume_net_pool_reset(struct neume_net_pool *p)
{
    neume_net_reset(p->worker[0].net);
    p->ready = NULL;
    p->flushing = p->ended = 0;
    p->count = p->past = p->made = p->taken = 0;
}

/* One block: from `context` frames before it to as many after, where there are such. */
static void *work(void *argument)
{
    struct worker *w = argument;
    struct neume_net_pool *p = w->pool;
    size_t first = w->from > p->context ? w->from - p->context : 0;
    size_t last = w->to + p->context < p->count ? w->to + p->context : p->count;
    size_t at = first;
    const float *y;
    neume_net_reset(w->net);
    for (size_t i = first; i < last; i++)
        if ((y = neume_net_push(w->net, p->waiting + i * p->in))) {
            if (at >= w->from && at < w->to)
                memcpy(p->done + (at - p->past) * p->out, y, p->out * sizeof *y);
            at++;
        }
    while (at < w->to && (y = neume_net_flush(w->net))) {
        if (at >= w->from)
            memcpy(p->done + (at - p->past) * p->out, y, p->out * sizeof *y);
        at++;
    }
    return NULL;
}

/* Runs a block of what waits and has all that it depends on for each thread, and lets go of what nothing needs any
 * more. */
static void run(struct neume_net_pool *p)
{
    size_t end = p->ended ? p->count : p->count - p->context;
    if (end > p->past + (size_t)p->threads * BLOCK) /* at the end, where the context waits as well */
        end = p->past + (size_t)p->threads * BLOCK;
    pthread_t thread[NEUME_NET_POOL_THREADS];
    int started[NEUME_NET_POOL_THREADS] = {0};
    p->made = end - p->past;
    p->taken = 0;
    for (int i = 0; i < p->threads; i++) {
        struct worker *w = &p->worker[i];
        w->from = p->past + (size_t)i * BLOCK < end ? p->past + (size_t)i * BLOCK : end;
        w->to = w->from + BLOCK < end ? w->from + BLOCK : end;
        if (i && w->from < w->to)
            started[i] = !pthread_create(&thread[i], NULL, work, w);
    }
    for (int i = 0; i < p->threads; i++) /* this thread has the first block, and what no thread could be made for */
        if (!started[i] && p->worker[i].from < p->worker[i].to)
            work(&p->worker[i]);
    for (int i = 0; i < p->threads; i++)
        if (started[i])
            pthread_join(thread[i], NULL);
    size_t keep = end > p->context ? end - p->context : 0;
    memmove(p->waiting, p->waiting + keep * p->in, (p->count - keep) * p->in * sizeof *p->waiting);
    p->count -= keep;
    p->past = end - keep;
}

size_t neume_net_pool_delay(const struct neume_net_pool *p)
{
    return p->threads == 1 ? (size_t)neume_net_delay(p->worker[0].net) : capacity(p);
}

void neume_net_pool_push(struct neume_net_pool *p, const float *frame)
{
    if (p->threads == 1) {
        p->ready = neume_net_push(p->worker[0].net, frame);
        return;
    }
    memcpy(p->waiting + p->count++ * p->in, frame, p->in * sizeof *frame);
    if (p->count - p->past == (size_t)p->threads * BLOCK + p->context)
        run(p);
}

void neume_net_pool_flush(struct neume_net_pool *p)
{
    p->flushing = p->ended = 1;
}

const float *neume_net_pool_take(struct neume_net_pool *p)
{
    const float *y = p->ready;
    if (p->threads == 1) {
        p->ready = NULL;
        return y ? y : p->flushing ? neume_net_flush(p->worker[0].net) : NULL;
    }
    if (p->taken == p->made && p->ended && p->count > p->past)
        run(p);
    return p->taken < p->made ? p->done + p->taken++ * p->out : NULL;
}
