/* SPDX-License-Identifier: MIT */
#include "models/nn/net.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "models/nn/kernel_int8.h"

struct neume_net {
    const struct neume_weights *w;
    enum neume_kernel kind;
    int64_t frame;  /* the next input frame */
    int64_t frames; /* of the recording, once its end is known; until then INT64_MAX */
    float *memory;
    uint8_t *bytes;
    /* Bin 0 of each tensor's first row, or NULL where nothing reads it so. */
    float *ring[NEUME_WEIGHTS_NODES + 1];
    uint8_t *byte_ring[NEUME_WEIGHTS_NODES + 1];
    int64_t same[NEUME_WEIGHTS_NODES + 1]; /* since which row of each tensor all up to its last are the same bits */
    float *scratch;                        /* a row that is only handed on as bytes */
    float *out;                            /* [bins][channels] */
};

static const struct neume_tensor *output(const struct neume_weights *w)
{
    return &w->tensor[w->nodes];
}

static size_t out_size(const struct neume_weights *w)
{
    return (size_t)output(w)->bins * (size_t)output(w)->channels;
}

static float *take_floats(float **at, const struct neume_tensor *t)
{
    float *ring = *at + t->left * t->pitch;
    *at += (size_t)t->rows * neume_tensor_row(t);
    return ring;
}

static uint8_t *take_bytes(uint8_t **at, const struct neume_tensor *t)
{
    uint8_t *ring = *at + t->left * t->pitch;
    *at += (size_t)t->rows * neume_tensor_row(t);
    return ring;
}

/* Zeros, aligned; a multiple of 64 bytes, and at least those. */
static void *zeros(size_t size)
{
    size = (size + 127) / 64 * 64;
    void *memory = aligned_alloc(64, size);
    return memory ? memset(memory, 0, size) : NULL;
}

enum neume_status neume_net_new(struct neume_net **out, const struct neume_weights *weights)
{
    struct neume_net *net = *out = NULL;
    enum neume_kernel kind;
    enum neume_status status = neume_kernel_chosen(&kind);
    if (status != NEUME_OK)
        return status;
    size_t floats = 0, bytes = 0, scratch = 0;
    for (int t = 0; t <= weights->nodes; t++) {
        const struct neume_tensor *tensor = &weights->tensor[t];
        floats += tensor->floats ? (size_t)tensor->rows * neume_tensor_row(tensor) : 0;
        scratch = neume_tensor_row(tensor) > scratch ? neume_tensor_row(tensor) : scratch;
        bytes += tensor->inverse ? (size_t)tensor->rows * neume_tensor_row(tensor) : 0;
    }
    net = calloc(1, sizeof *net);
    if (!net)
        return NEUME_ERR_MEMORY;
    net->memory = zeros((floats + scratch + out_size(weights)) * sizeof(float));
    net->bytes = zeros(bytes);
    if (!net->memory || !net->bytes) {
        neume_net_free(net);
        return NEUME_ERR_MEMORY;
    }
    net->w = weights;
    net->kind = kind;
    float *at = net->memory;
    uint8_t *byte = net->bytes;
    for (int t = 0; t <= weights->nodes; t++) {
        net->ring[t] = weights->tensor[t].floats ? take_floats(&at, &weights->tensor[t]) : NULL;
        net->byte_ring[t] = weights->tensor[t].inverse ? take_bytes(&byte, &weights->tensor[t]) : NULL;
    }
    net->scratch = at;
    net->out = at + scratch;
    neume_net_reset(net);
    *out = net;
    return NEUME_OK;
}

void neume_net_free(struct neume_net *net)
{
    if (net) {
        free(net->memory);
        free(net->bytes);
    }
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

/* Bin 0 of a row that is in the ring, counted in numbers from bin 0 of its first. */
static size_t place_of(const struct neume_net *net, int tensor, int64_t row)
{
    const struct neume_tensor *t = &net->w->tensor[tensor];
    return (size_t)(row % t->rows) * neume_tensor_row(t);
}

static float *row_of(const struct neume_net *net, int tensor, int64_t row)
{
    return net->ring[tensor] ? net->ring[tensor] + place_of(net, tensor, row) : NULL;
}

static uint8_t *bytes_of(const struct neume_net *net, int tensor, int64_t row)
{
    return net->byte_ring[tensor] ? net->byte_ring[tensor] + place_of(net, tensor, row) : NULL;
}

static int in_recording(const struct neume_net *net, int64_t row)
{
    return row >= 0 && row < net->frames;
}

/* The bins from `first` up to, not with, `last` whose taps of the run read something other than zeros:
 * bin * stride + run->bin + run->bins > 0, and bin * stride + run->bin < in->bins. */
static int first_bin(const struct neume_node *n, const struct neume_run *run)
{
    return run->bin + run->bins > 0 ? 0 : (-run->bin - run->bins) / n->stride + 1;
}

static int last_bin(const struct neume_node *n, const struct neume_run *run, const struct neume_tensor *in)
{
    return run->bin >= in->bins ? 0 : (in->bins - run->bin - 1) / n->stride + 1;
}

/* One row of what node k makes, in floats. */
static void make_floats(struct neume_net *net, int k, int64_t row)
{
    const struct neume_node *n = &net->w->node[k];
    const struct neume_tensor *in = &net->w->tensor[n->source], *out = &net->w->tensor[k + 1];
    struct neume_kernel_tap tap[NEUME_WEIGHTS_TAPS];
    int taps = 0;
    for (const struct neume_run *run = n->run; run < n->run + n->runs; run++)
        if (in_recording(net, row + run->frame))
            tap[taps++] =
                (struct neume_kernel_tap){.in = row_of(net, n->source, row + run->frame) + run->bin * in->pitch,
                                          .weights = n->weights + run->weight,
                                          .count = run->inputs,
                                          .first = first_bin(n, run),
                                          .last = last_bin(n, run, in)};
    const struct neume_kernel_row work = {.tap = tap,
                                          .taps = taps,
                                          .bins = out->bins,
                                          .pitch = out->pitch,
                                          .step = n->stride * in->pitch,
                                          .bias = n->bias,
                                          .bias_step = n->bias_step,
                                          .residual = n->residual ? row_of(net, n->residual, row) : NULL,
                                          .relu = n->relu,
                                          .out = out->floats ? row_of(net, k + 1, row) : net->scratch};
    neume_kernel_row(net->kind, &work);
    if (out->inverse)
        neume_int8_quantize(work.out, out->bins, out->pitch, out->inverse, bytes_of(net, k + 1, row));
}

/* The same in integers. */
static void make_bytes(struct neume_net *net, int k, int64_t row)
{
    const struct neume_node *n = &net->w->node[k];
    const struct neume_tensor *in = &net->w->tensor[n->source], *out = &net->w->tensor[k + 1];
    struct neume_int8_tap tap[NEUME_WEIGHTS_TAPS];
    int taps = 0;
    for (const struct neume_run *run = n->run; run < n->run + n->runs; run++)
        if (in_recording(net, row + run->frame))
            tap[taps++] =
                (struct neume_int8_tap){.in = bytes_of(net, n->source, row + run->frame) + run->bin * in->pitch,
                                        .weights = n->bytes + run->weight,
                                        .groups = (run->inputs + NEUME_INT8_GROUP - 1) / NEUME_INT8_GROUP,
                                        .first = first_bin(n, run),
                                        .last = last_bin(n, run, in)};
    const struct neume_int8_row work = {.tap = tap,
                                        .taps = taps,
                                        .bins = out->bins,
                                        .pitch = out->pitch,
                                        .step = n->stride * in->pitch,
                                        .scale = n->scale,
                                        .bias = n->bias,
                                        .bias_step = n->bias_step,
                                        .residual = n->residual ? row_of(net, n->residual, row) : NULL,
                                        .relu = n->relu,
                                        .out = row_of(net, k + 1, row),
                                        .bytes = bytes_of(net, k + 1, row),
                                        .inverse = out->inverse};
    neume_int8_row(net->kind, &work);
}

/* Whether rows row - 1 and row of a tensor are the same bits, or both outside the recording. */
static int rows_equal(const struct neume_net *net, int tensor, int64_t row)
{
    const int now = in_recording(net, row), before = in_recording(net, row - 1);
    return now && before ? net->same[tensor] < row : now == before;
}

/* Whether all that node k reads for its row is what it read for the row before. */
static int inputs_equal(const struct neume_net *net, int k, int64_t row)
{
    const struct neume_node *n = &net->w->node[k];
    if (row == 0 || (n->residual && !rows_equal(net, n->residual, row)))
        return 0;
    for (int i = 0; i < n->runs; i++)
        if (!rows_equal(net, n->source, row + n->run[i].frame))
            return 0;
    return 1;
}

static void repeat_row(struct neume_net *net, int tensor, int64_t row)
{
    const struct neume_tensor *t = &net->w->tensor[tensor];
    const size_t count = (size_t)t->bins * (size_t)t->pitch;
    if (t->rows > 1 && t->floats)
        memcpy(row_of(net, tensor, row), row_of(net, tensor, row - 1), count * sizeof(float));
    if (t->rows > 1 && t->inverse)
        memcpy(bytes_of(net, tensor, row), bytes_of(net, tensor, row - 1), count);
}

/* One row of what node k makes. In silence, where every row is that before, nothing is computed. */
static void make_row(struct neume_net *net, int k, int64_t row)
{
    if (inputs_equal(net, k, row)) {
        repeat_row(net, k + 1, row);
        return;
    }
    net->same[k + 1] = row;
    if (net->w->node[k].bytes)
        make_bytes(net, k, row);
    else
        make_floats(net, k, row);
}

/* The input's row, as floats and bytes. */
static void take_input(struct neume_net *net, const float *frame)
{
    const struct neume_tensor *t = &net->w->tensor[0];
    const size_t bins = (size_t)t->bins;
    const int64_t row = net->frame, before = row ? row - 1 : 0;
    int equal = row > 0;
    if (t->floats) {
        equal = equal && !memcmp(row_of(net, 0, before), frame, bins * sizeof *frame);
        memcpy(row_of(net, 0, row), frame, bins * sizeof *frame);
    }
    if (t->inverse) {
        uint8_t bytes[NEUME_WEIGHTS_BINS];
        /* The input has one channel; as one bin of many channels it would want a step for each. */
        neume_int8_quantize(frame, t->bins, 1, t->inverse, bytes);
        equal = equal && !memcmp(bytes_of(net, 0, before), bytes, bins);
        memcpy(bytes_of(net, 0, row), bytes, bins);
    }
    if (!equal)
        net->same[0] = row;
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
        if (in_recording(net, row))
            make_row(net, k, row);
    }
    const int64_t row = net->frame++ - output(net->w)->ahead;
    return in_recording(net, row) ? hand_out(net, row) : NULL;
}

const float *neume_net_push(struct neume_net *net, const float *frame)
{
    assert(net->frames == INT64_MAX);
    take_input(net, frame);
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
