/* SPDX-License-Identifier: MIT */
#include "models/nn/net.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct neume_net {
    const struct neume_weights *w;
    enum neume_kernel kind;
    int64_t frame;  /* the next input frame */
    int64_t frames; /* of the recording, once its end is known; until then INT64_MAX */
    float *memory;
    float *ring[NEUME_WEIGHTS_NODES + 1]; /* bin 0 of each tensor's first row */
    float *out;                           /* [bins][channels] */
};

static const struct neume_tensor *output(const struct neume_weights *w)
{
    return &w->tensor[w->nodes];
}

static size_t out_size(const struct neume_weights *w)
{
    return (size_t)output(w)->bins * (size_t)output(w)->channels;
}

enum neume_status neume_net_new(struct neume_net **out, const struct neume_weights *weights)
{
    struct neume_net *net = *out = NULL;
    enum neume_kernel kind;
    enum neume_status status = neume_kernel_chosen(&kind);
    if (status != NEUME_OK)
        return status;
    size_t floats = (out_size(weights) + 15) / 16 * 16;
    for (int t = 0; t <= weights->nodes; t++)
        floats += (size_t)weights->tensor[t].rows * neume_tensor_row(&weights->tensor[t]);
    net = calloc(1, sizeof *net);
    if (!net)
        return NEUME_ERR_MEMORY;
    net->memory = aligned_alloc(64, floats * sizeof(float));
    if (!net->memory) {
        neume_net_free(net);
        return NEUME_ERR_MEMORY;
    }
    memset(net->memory, 0, floats * sizeof(float));
    net->w = weights;
    net->kind = kind;
    float *at = net->memory;
    for (int t = 0; t <= weights->nodes; t++) {
        const struct neume_tensor *tensor = &weights->tensor[t];
        net->ring[t] = at + tensor->left * tensor->pitch;
        at += (size_t)tensor->rows * neume_tensor_row(tensor);
    }
    net->out = at;
    neume_net_reset(net);
    *out = net;
    return NEUME_OK;
}

void neume_net_free(struct neume_net *net)
{
    if (net)
        free(net->memory);
    free(net);
}

void neume_net_reset(struct neume_net *net)
{
    net->frame = 0;
    net->frames = INT64_MAX;
}

enum neume_status neume_net_use(struct neume_net *net, enum neume_kernel kind)
{
    if (!neume_kernel_runs(kind))
        return NEUME_ERR_UNSUPPORTED;
    net->kind = kind;
    return NEUME_OK;
}

int neume_weights_input_bins(const struct neume_weights *w)
{
    return w->tensor[0].bins;
}

int neume_weights_output_bins(const struct neume_weights *w)
{
    return output(w)->bins;
}

int neume_weights_output_channels(const struct neume_weights *w)
{
    return output(w)->channels;
}

int neume_net_delay(const struct neume_net *net)
{
    return output(net->w)->ahead;
}

int neume_net_context(const struct neume_weights *w)
{
    const struct neume_tensor *out = output(w);
    return out->ahead > out->behind ? out->ahead : out->behind;
}

/* Bin 0 of a row that is in the ring. */
static float *row_of(const struct neume_net *net, int tensor, int64_t row)
{
    const struct neume_tensor *t = &net->w->tensor[tensor];
    return net->ring[tensor] + (size_t)(row % t->rows) * neume_tensor_row(t);
}

/* The taps of a node for its row `row`, but for those on frames outside the recording. */
static int gather_taps(const struct neume_net *net, const struct neume_node *n, int64_t row,
                       struct neume_kernel_tap *tap)
{
    const struct neume_tensor *in = &net->w->tensor[n->source];
    int count = 0;
    for (int i = 0; i < n->runs; i++) {
        const struct neume_run *run = &n->run[i];
        const int64_t at = row + run->frame;
        if (at < 0 || at >= net->frames)
            continue;
        tap[count++] = (struct neume_kernel_tap){
            .in = row_of(net, n->source, at) + run->bin * in->pitch,
            .weights = n->weights + run->weight,
            .count = run->inputs,
            /* bin * stride + run->bin + run->bins > 0, and bin * stride + run->bin < in->bins */
            .first = run->bin + run->bins > 0 ? 0 : (-run->bin - run->bins) / n->stride + 1,
            .last = run->bin >= in->bins ? 0 : (in->bins - run->bin - 1) / n->stride + 1,
        };
    }
    return count;
}

/* One row of what node k makes. */
static void make_row(struct neume_net *net, int k, int64_t row)
{
    const struct neume_node *n = &net->w->node[k];
    const struct neume_tensor *out = &net->w->tensor[k + 1];
    struct neume_kernel_tap tap[NEUME_WEIGHTS_TAPS];
    const struct neume_kernel_row work = {
        .tap = tap,
        .taps = gather_taps(net, n, row, tap),
        .bins = out->bins,
        .pitch = out->pitch,
        .step = n->stride * net->w->tensor[n->source].pitch,
        .bias = n->bias,
        .bias_step = n->bias_step,
        .residual = n->residual ? row_of(net, n->residual, row) : NULL,
        .relu = n->relu,
        .out = row_of(net, k + 1, row),
    };
    neume_kernel_row(net->kind, &work);
}

/* The output's row, without the padding of its channels. */
static const float *hand_out(struct neume_net *net, int64_t row)
{
    const struct neume_tensor *t = output(net->w);
    const float *from = row_of(net, net->w->nodes, row);
    for (int b = 0; b < t->bins; b++)
        memcpy(net->out + b * t->channels, from + b * t->pitch, (size_t)t->channels * sizeof *from);
    return net->out;
}

/* Every node makes the row that this input frame completes. */
static const float *advance(struct neume_net *net)
{
    for (int k = 0; k < net->w->nodes; k++) {
        const int64_t row = net->frame - net->w->tensor[k + 1].ahead;
        if (row >= 0 && row < net->frames)
            make_row(net, k, row);
    }
    const int64_t row = net->frame++ - output(net->w)->ahead;
    return row >= 0 && row < net->frames ? hand_out(net, row) : NULL;
}

const float *neume_net_push(struct neume_net *net, const float *frame)
{
    assert(net->frames == INT64_MAX);
    memcpy(row_of(net, 0, net->frame), frame, (size_t)net->w->tensor[0].bins * sizeof *frame);
    return advance(net);
}

const float *neume_net_flush(struct neume_net *net)
{
    if (net->frames == INT64_MAX)
        net->frames = net->frame;
    /* A recording shorter than the delay passes through without a frame out at first. */
    while (net->frame - output(net->w)->ahead < net->frames) {
        const float *out = advance(net);
        if (out)
            return out;
    }
    return NULL;
}
