/* SPDX-License-Identifier: MIT */
#include "models/poly/poly_activations.h"

#include <stdint.h>
#include <stdlib.h>

#include "models/nn/pool.h"
#include "models/weights/weights.h"

struct neume_poly_activations {
    struct neume_weights *weights;
    struct neume_poly_input *input;
    struct neume_net_pool *net;
    float *level; /* [levels]: a ring of the running levels of the frames that are in the network */
    size_t levels;
    uint64_t first, next; /* frames out of and into the network */
};

static enum neume_status init(struct neume_poly_activations *a, const struct neume_options *options)
{
    int fast = options->quality == NEUME_QUALITY_FAST;
    const unsigned char *data = fast ? neume_weights_poly_fast : neume_weights_poly_best;
    enum neume_status status = neume_weights_parse(
        &a->weights, data, fast ? neume_weights_poly_fast_size : neume_weights_poly_best_size, NULL);
    if (status == NEUME_OK)
        status = neume_net_pool_new(&a->net, a->weights, options->threads);
    if (status == NEUME_OK)
        status = neume_poly_input_new(&a->input);
    if (status != NEUME_OK)
        return status;
    a->levels = neume_net_pool_delay(a->net) + 1;
    a->level = malloc(a->levels * sizeof *a->level);
    return a->level ? NEUME_OK : NEUME_ERR_MEMORY;
}

enum neume_status neume_poly_activations_new(struct neume_poly_activations **out, const struct neume_options *options)
{
    struct neume_poly_activations *a = calloc(1, sizeof *a);
    *out = NULL;
    if (!a)
        return NEUME_ERR_MEMORY;
    enum neume_status status = init(a, options);
    if (status != NEUME_OK) {
        neume_poly_activations_free(a);
        return status;
    }
    *out = a;
    return NEUME_OK;
}

void neume_poly_activations_free(struct neume_poly_activations *a)
{
    if (!a)
        return;
    neume_poly_input_free(a->input);
    neume_net_pool_free(a->net);
    neume_weights_free(a->weights);
    free(a->level);
    free(a);
}

void neume_poly_activations_reset(struct neume_poly_activations *a)
{
    neume_poly_input_reset(a->input);
    neume_net_pool_reset(a->net);
    a->first = a->next = 0;
}

size_t neume_poly_activations_delay(const struct neume_poly_activations *a)
{
    return neume_net_pool_delay(a->net);
}

static const struct neume_poly_frame *push(struct neume_poly_activations *a, const struct neume_poly_frame *frame)
{
    if (!frame)
        return NULL;
    a->level[a->next++ % a->levels] = frame->level;
    neume_net_pool_push(a->net, frame->x);
    return frame;
}

size_t neume_poly_activations_process(struct neume_poly_activations *a, const float *samples, size_t count,
                                      const struct neume_poly_frame **frame)
{
    size_t used = neume_poly_input_process(a->input, samples, count, frame);
    push(a, *frame);
    return used;
}

const struct neume_poly_frame *neume_poly_activations_flush(struct neume_poly_activations *a)
{
    const struct neume_poly_frame *frame = push(a, neume_poly_input_flush(a->input));
    if (!frame)
        neume_net_pool_flush(a->net);
    return frame;
}

const float *neume_poly_activations_take(struct neume_poly_activations *a, float *level)
{
    const float *y = neume_net_pool_take(a->net);
    if (y)
        *level = a->level[a->first++ % a->levels];
    return y;
}
