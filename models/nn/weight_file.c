/* SPDX-License-Identifier: MIT */
#include "models/nn/weight_file.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/nn/kernel_int8.h"

static const char magic[8] = {'N', 'E', 'U', 'M', 'E', 'N', 'N', '1'};

_Static_assert((int)NEUME_WEIGHTS_TAPS <= (int)NEUME_KERNEL_TAPS, "what a file may ask for a kernel does");

enum { FLAG_RELU = 1, FLAG_PLACE = 2, FLAG_INTEGERS = 4, CHECKSUM_SIZE = 4 };

struct reader {
    const uint8_t *data;
    size_t size, at; /* at <= size */
    struct neume_weights *w;
    char *message;
    /* Where the file has the numbers of each node, and how many floats and bytes they take in memory. */
    struct {
        size_t weights, scale, step, bias;
        int integers;
    } file[NEUME_WEIGHTS_NODES];
    int stepped[NEUME_WEIGHTS_NODES + 1]; /* the first node of integers that reads each tensor, counted from 1; or 0 */
    size_t floats, bytes;
};

/* `status`, and why in the message. */
__attribute__((format(printf, 3, 4))) static enum neume_status refuse(struct reader *r, enum neume_status status,
                                                                      const char *format, ...)
{
    if (r->message) {
        int n = snprintf(r->message, NEUME_WEIGHTS_MESSAGE, "%s: ", *r->w->name ? r->w->name : "weights");
        va_list list;
        va_start(list, format);
        vsnprintf(r->message + n, (size_t)(NEUME_WEIGHTS_MESSAGE - n), format, list);
        va_end(list);
    }
    return status;
}

static size_t left(const struct reader *r)
{
    return r->size - r->at;
}

static uint32_t read_u32(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static int read_i16(const uint8_t *p)
{
    return (int)((p[0] | p[1] << 8) ^ 0x8000) - 0x8000;
}

static float read_float(const uint8_t *p)
{
    uint32_t bits = read_u32(p);
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

enum { SLICES = 4 };

/* [s][b]: what byte b does to the checksum, s bytes before the last of a slice. */
static void fill_slices(uint32_t table[SLICES][256])
{
    for (uint32_t b = 0; b < 256; b++) {
        uint32_t crc = b;
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
        table[0][b] = crc;
    }
    for (int s = 1; s < SLICES; s++)
        for (uint32_t b = 0; b < 256; b++)
            table[s][b] = table[s - 1][b] >> 8 ^ table[0][table[s - 1][b] & 255];
}

/* Four bytes at a time (Kounavis and Berry, "A systematic approach to building high performance, software-based, CRC
 * generators", ISCC 2005): for a short recording the checksum is much of the work. */
uint32_t neume_weights_checksum(const void *data, size_t size)
{
    const uint8_t *p = data;
    uint32_t table[SLICES][256], crc = 0xFFFFFFFF;
    size_t i = 0;
    fill_slices(table);
    for (; i + SLICES <= size; i += SLICES) {
        crc ^= read_u32(p + i);
        crc = table[3][crc & 255] ^ table[2][crc >> 8 & 255] ^ table[1][crc >> 16 & 255] ^ table[0][crc >> 24];
    }
    for (; i < size; i++)
        crc = crc >> 8 ^ table[0][(crc ^ p[i]) & 255];
    return ~crc;
}

static int max(int a, int b)
{
    return a > b ? a : b;
}

static int padded(int channels)
{
    return (channels + NEUME_KERNEL_LANES - 1) / NEUME_KERNEL_LANES * NEUME_KERNEL_LANES;
}

size_t neume_tensor_row(const struct neume_tensor *t)
{
    /* The last group of an input of one channel may reach beyond its bins. */
    return ((size_t)(t->left + t->bins + t->right) * (size_t)t->pitch + NEUME_INT8_GROUP - 1 + 63) / 64 * 64;
}

static int name_is_good(const char name[16])
{
    if (name[15])
        return 0;
    size_t length = strlen(name);
    for (size_t i = length; i < 16; i++)
        if (name[i])
            return 0;
    return length > 0 && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-.") == length;
}

static enum neume_status read_head(struct reader *r)
{
    if (r->size < sizeof magic || memcmp(r->data, magic, sizeof magic))
        return refuse(r, NEUME_ERR_FORMAT, "not a weight file");
    if (r->size > NEUME_WEIGHTS_BYTES)
        return refuse(r, NEUME_ERR_UNSUPPORTED, "%zu bytes, over %d", r->size, NEUME_WEIGHTS_BYTES);
    if (r->size < 32 + CHECKSUM_SIZE)
        return refuse(r, NEUME_ERR_DAMAGED, "cut short");
    r->size -= CHECKSUM_SIZE;
    if (neume_weights_checksum(r->data, r->size) != read_u32(r->data + r->size))
        return refuse(r, NEUME_ERR_DAMAGED, "the checksum does not match");
    if (!name_is_good((const char *)r->data + 8))
        return refuse(r, NEUME_ERR_DAMAGED, "a bad name");
    memcpy(r->w->name, r->data + 8, sizeof r->w->name);
    uint32_t bins = read_u32(r->data + 24), nodes = read_u32(r->data + 28);
    if (bins < 1 || bins > NEUME_WEIGHTS_BINS)
        return refuse(r, NEUME_ERR_UNSUPPORTED, "%u bins of input", (unsigned)bins);
    if (nodes < 1 || nodes > NEUME_WEIGHTS_NODES)
        return refuse(r, NEUME_ERR_UNSUPPORTED, "%u nodes", (unsigned)nodes);
    r->w->tensor[0] = (struct neume_tensor){.bins = (int)bins, .channels = 1, .pitch = 1};
    r->w->nodes = (int)nodes;
    r->at = 32;
    return NEUME_OK;
}

/* The fixed part of node k, which makes tensor k + 1, and what it says of its source. */
static enum neume_status read_shape(struct reader *r, int k)
{
    if (left(r) < 16)
        return refuse(r, NEUME_ERR_DAMAGED, "cut short in node %d", k + 1);
    int field[8];
    for (int i = 0; i < 8; i++, r->at += 2)
        field[i] = read_i16(r->data + r->at);
    const int source = field[0], residual = field[1], channels = field[2], bins = field[3], taps = field[7];
    const struct neume_tensor *t = r->w->tensor;
    if (source < 0 || source > k || residual < 0 || residual > k)
        return refuse(r, NEUME_ERR_DAMAGED, "node %d reads tensors %d and %d", k + 1, source, residual);
    if (channels < 1 || channels > NEUME_WEIGHTS_CHANNELS || bins < 1 || bins > NEUME_WEIGHTS_BINS)
        return refuse(r, NEUME_ERR_UNSUPPORTED, "node %d has %d channels of %d bins", k + 1, channels, bins);
    if (residual && (t[residual].bins != bins || t[residual].channels != channels))
        return refuse(r, NEUME_ERR_DAMAGED, "node %d is not shaped as its residual", k + 1);
    if (field[4] < 1 || field[4] > NEUME_WEIGHTS_STRIDE)
        return refuse(r, NEUME_ERR_UNSUPPORTED, "node %d has stride %d", k + 1, field[4]);
    if (field[5] & ~(FLAG_RELU | FLAG_PLACE | FLAG_INTEGERS))
        return refuse(r, NEUME_ERR_UNSUPPORTED, "node %d has flags %d", k + 1, field[5]);
    if (field[6] != t[source].channels)
        return refuse(r, NEUME_ERR_DAMAGED, "node %d takes %d inputs of %d", k + 1, field[6], t[source].channels);
    if (taps < 1 || taps > NEUME_WEIGHTS_TAPS)
        return refuse(r, NEUME_ERR_UNSUPPORTED, "node %d has %d taps", k + 1, taps);
    r->file[k].integers = field[5] & FLAG_INTEGERS;
    r->w->tensor[k + 1] = (struct neume_tensor){.bins = bins, .channels = channels, .pitch = padded(channels)};
    r->w->node[k] = (struct neume_node){.source = source,
                                        .residual = residual,
                                        .stride = field[4],
                                        .relu = field[5] & FLAG_RELU,
                                        .taps = taps,
                                        .bias_step = field[5] & FLAG_PLACE ? padded(channels) : 0};
    return NEUME_OK;
}

/* Taps on neighbouring bins join into a run where no padding lies between their inputs, or padding may be multiplied by
 * zeros. */
static enum neume_status read_taps(struct reader *r, int k)
{
    struct neume_node *n = &r->w->node[k];
    const struct neume_tensor *in = &r->w->tensor[n->source];
    const int inputs = r->file[k].integers ? in->pitch : in->channels;
    if (left(r) < (size_t)n->taps * 4)
        return refuse(r, NEUME_ERR_DAMAGED, "cut short in node %d", k + 1);
    for (int t = 0; t < n->taps; t++, r->at += 4) {
        const int frame = read_i16(r->data + r->at), bin = read_i16(r->data + r->at + 2);
        if (abs(frame) > NEUME_WEIGHTS_FRAME_REACH || abs(bin) > NEUME_WEIGHTS_BIN_REACH)
            return refuse(r, NEUME_ERR_UNSUPPORTED, "node %d has a tap at %d, %d", k + 1, frame, bin);
        struct neume_run *last = n->runs ? &n->run[n->runs - 1] : NULL;
        if (last && in->pitch == inputs && last->frame == frame && last->bin + last->bins == bin) {
            last->bins++;
            last->inputs += inputs;
            continue;
        }
        n->run[n->runs++] = (struct neume_run){.frame = frame, .bin = bin, .bins = 1, .inputs = inputs};
    }
    return NEUME_OK;
}

/* Bytes that the weights of a run take. */
static size_t run_bytes(const struct neume_run *run, const struct neume_tensor *out)
{
    const int groups = (run->inputs + NEUME_INT8_GROUP - 1) / NEUME_INT8_GROUP;
    return (size_t)groups * (size_t)out->pitch * NEUME_INT8_GROUP;
}

/* Where in memory the weights of each run begin. */
static void place_weights(struct reader *r, int k)
{
    struct neume_node *n = &r->w->node[k];
    const struct neume_tensor *out = &r->w->tensor[k + 1];
    size_t at = 0;
    for (int i = 0; i < n->runs; i++) {
        n->run[i].weight = at;
        at += r->file[k].integers ? run_bytes(&n->run[i], out) : (size_t)n->run[i].inputs * (size_t)out->pitch;
    }
    if (r->file[k].integers)
        r->bytes += (at + 63) / 64 * 64;
}

/* Skips rows of `channels` floats, which will take `pitch` each in memory; over 0, where they are steps. */
static enum neume_status skip_floats(struct reader *r, int k, size_t rows, const struct neume_tensor *t, int steps,
                                     size_t *at)
{
    const size_t count = rows * (size_t)t->channels;
    if (left(r) / sizeof(float) < count)
        return refuse(r, NEUME_ERR_DAMAGED, "cut short in node %d", k + 1);
    for (size_t i = 0; i < count; i++) {
        const float value = read_float(r->data + r->at + i * sizeof(float));
        if (!isfinite(value))
            return refuse(r, NEUME_ERR_DAMAGED, "node %d has a weight that is not finite", k + 1);
        if (steps && !(value > 0 && isfinite(1 / value)))
            return refuse(r, NEUME_ERR_DAMAGED, "node %d has a step of %g", k + 1, (double)value);
    }
    *at = r->at;
    r->at += count * sizeof(float);
    r->floats += (rows * (size_t)t->pitch + 15) / 16 * 16;
    return NEUME_OK;
}

/* Skips the integers of node k and what they are worth. */
static enum neume_status skip_integers(struct reader *r, int k)
{
    const struct neume_node *n = &r->w->node[k];
    const struct neume_tensor *in = &r->w->tensor[n->source], *out = &r->w->tensor[k + 1];
    const size_t count = (size_t)n->taps * (size_t)in->channels * (size_t)out->channels;
    if (left(r) < count)
        return refuse(r, NEUME_ERR_DAMAGED, "cut short in node %d", k + 1);
    for (size_t i = 0; i < count; i++)
        if (r->data[r->at + i] == 128) /* -128 */
            return refuse(r, NEUME_ERR_DAMAGED, "node %d has a weight of -128", k + 1);
    r->file[k].weights = r->at;
    r->at += count;
    enum neume_status s = skip_floats(r, k, 1, out, 1, &r->file[k].scale);
    if (s == NEUME_OK)
        s = skip_floats(r, k, 1, in, 1, &r->file[k].step);
    const int first = r->stepped[n->source];
    if (s == NEUME_OK && first &&
        memcmp(r->data + r->file[first - 1].step, r->data + r->file[k].step, (size_t)in->channels * sizeof(float)))
        return refuse(r, NEUME_ERR_DAMAGED, "nodes %d and %d have other steps", first, k + 1);
    if (!first)
        r->stepped[n->source] = k + 1;
    return s;
}

/* How far the node's taps lead, in frames and in bins. */
static enum neume_status reach(struct reader *r, int k)
{
    const struct neume_node *n = &r->w->node[k];
    struct neume_tensor *in = &r->w->tensor[n->source], *out = &r->w->tensor[k + 1];
    for (int i = 0; i < n->runs; i++) {
        const struct neume_run *run = &n->run[i];
        in->left = max(in->left, -run->bin);
        in->right = max(in->right, (out->bins - 1) * n->stride + run->bin + run->bins - in->bins);
        out->ahead = max(out->ahead, in->ahead + run->frame);
        out->behind = max(out->behind, in->behind - run->frame);
    }
    if (in->right > NEUME_WEIGHTS_BIN_REACH)
        return refuse(r, NEUME_ERR_UNSUPPORTED, "node %d leads %d bins beyond its source", k + 1, in->right);
    if (n->residual) {
        out->ahead = max(out->ahead, r->w->tensor[n->residual].ahead);
        out->behind = max(out->behind, r->w->tensor[n->residual].behind);
    }
    return NEUME_OK;
}

static enum neume_status read_node(struct reader *r, int k)
{
    enum neume_status s = read_shape(r, k);
    if (s == NEUME_OK)
        s = read_taps(r, k);
    if (s != NEUME_OK)
        return s;
    place_weights(r, k);
    const struct neume_node *n = &r->w->node[k];
    struct neume_tensor *in = &r->w->tensor[n->source], *out = &r->w->tensor[k + 1];
    const size_t rows = (size_t)n->taps * (size_t)in->channels;
    s = r->file[k].integers ? skip_integers(r, k) : skip_floats(r, k, rows, out, 0, &r->file[k].weights);
    if (s == NEUME_OK)
        s = skip_floats(r, k, n->bias_step ? (size_t)out->bins : 1, out, 0, &r->file[k].bias);
    in->floats |= !r->file[k].integers;
    r->w->tensor[n->residual].floats |= n->residual > 0;
    return s == NEUME_OK ? reach(r, k) : s;
}

/* Row t of a tensor is made when input frame t + ahead comes, and kept until the last node that reads it made its own
 * row that needs it. */
static enum neume_status plan_history(struct reader *r)
{
    struct neume_tensor *tensor = r->w->tensor;
    uint64_t floats = 0;
    for (int t = 0; t <= r->w->nodes; t++)
        tensor[t].rows = 1;
    for (int k = 0; k < r->w->nodes; k++) {
        const struct neume_node *n = &r->w->node[k];
        struct neume_tensor *in = &tensor[n->source];
        for (int i = 0; i < n->runs; i++)
            in->rows = max(in->rows, tensor[k + 1].ahead - n->run[i].frame - in->ahead + 1);
        if (n->residual) {
            struct neume_tensor *residual = &tensor[n->residual];
            residual->rows = max(residual->rows, tensor[k + 1].ahead - residual->ahead + 1);
        }
    }
    tensor[r->w->nodes].floats = 1;
    for (int t = 0; t <= r->w->nodes; t++)
        floats += (uint64_t)tensor[t].rows * neume_tensor_row(&tensor[t]);
    if (floats > NEUME_WEIGHTS_HISTORY)
        return refuse(r, NEUME_ERR_UNSUPPORTED, "a stream keeps %llu floats", (unsigned long long)floats);
    return NEUME_OK;
}

/* [rows][channels] of the file into [rows][pitch]; returns what comes after it, aligned. */
static float *copy(const struct reader *r, const struct neume_tensor *t, size_t rows, size_t from, float *to)
{
    const uint8_t *p = r->data + from;
    for (size_t i = 0; i < rows; i++)
        for (int c = 0; c < t->channels; c++, p += sizeof(float))
            to[i * (size_t)t->pitch + (size_t)c] = read_float(p);
    return to + (rows * (size_t)t->pitch + 15) / 16 * 16;
}

/* The integers of node k, a group of inputs of each channel together. */
static void copy_integers(const struct reader *r, int k, int8_t *to)
{
    const struct neume_node *n = &r->w->node[k];
    const struct neume_tensor *in = &r->w->tensor[n->source], *out = &r->w->tensor[k + 1];
    const uint8_t *p = r->data + r->file[k].weights;
    for (int i = 0; i < n->runs; i++)
        for (int bin = 0; bin < n->run[i].bins; bin++)
            for (int input = 0; input < in->channels; input++) {
                const int at = bin * in->pitch + input;
                int8_t *group = to + n->run[i].weight + at / NEUME_INT8_GROUP * out->pitch * NEUME_INT8_GROUP;
                for (int c = 0; c < out->channels; c++, p++)
                    group[c * NEUME_INT8_GROUP + at % NEUME_INT8_GROUP] = (int8_t)(*p < 128 ? *p : *p - 256);
            }
}

/* The bytes that node k took of `integers`. */
static size_t integers_of(const struct neume_weights *w, int k)
{
    const struct neume_node *n = &w->node[k];
    const struct neume_run *last = &n->run[n->runs - 1];
    return (last->weight + run_bytes(last, &w->tensor[k + 1]) + 63) / 64 * 64;
}

/* The numbers of node k; returns what comes after them. */
static float *copy_node(const struct reader *r, int k, float *to, int8_t **integers)
{
    struct neume_node *n = &r->w->node[k];
    struct neume_tensor *in = &r->w->tensor[n->source], *out = &r->w->tensor[k + 1];
    if (r->file[k].integers) {
        n->bytes = *integers;
        copy_integers(r, k, *integers);
        *integers += integers_of(r->w, k);
        n->scale = to;
        to = copy(r, out, 1, r->file[k].scale, to);
        float *step = to;
        to = copy(r, in, 1, r->file[k].step, to);
        for (int c = 0; c < in->channels; c++)
            step[c] = 1 / step[c];
        in->inverse = step;
    } else {
        n->weights = to;
        to = copy(r, out, (size_t)n->taps * (size_t)in->channels, r->file[k].weights, to);
    }
    n->bias = to;
    return copy(r, out, n->bias_step ? (size_t)out->bins : 1, r->file[k].bias, to);
}

static enum neume_status copy_values(struct reader *r)
{
    struct neume_weights *w = r->w;
    w->values = aligned_alloc(64, r->floats * sizeof *w->values);
    w->integers = r->bytes ? aligned_alloc(64, r->bytes) : NULL;
    if (!w->values || (r->bytes && !w->integers))
        return NEUME_ERR_MEMORY;
    memset(w->values, 0, r->floats * sizeof *w->values);
    if (r->bytes)
        memset(w->integers, 0, r->bytes);
    float *to = w->values;
    int8_t *integers = w->integers;
    for (int k = 0; k < w->nodes; k++)
        to = copy_node(r, k, to, &integers);
    return NEUME_OK;
}

static enum neume_status parse(struct reader *r)
{
    enum neume_status s = read_head(r);
    for (int k = 0; s == NEUME_OK && k < r->w->nodes; k++)
        s = read_node(r, k);
    if (s == NEUME_OK && left(r))
        s = refuse(r, NEUME_ERR_DAMAGED, "%zu bytes too many", left(r));
    if (s == NEUME_OK)
        s = plan_history(r);
    return s == NEUME_OK ? copy_values(r) : s;
}

enum neume_status neume_weights_parse(struct neume_weights **out, const void *data, size_t size, char *message)
{
    *out = NULL;
    if (message)
        *message = '\0';
    struct neume_weights *w = calloc(1, sizeof *w);
    if (!w)
        return NEUME_ERR_MEMORY;
    struct reader r = {.data = data, .size = size, .w = w, .message = message};
    enum neume_status s = parse(&r);
    if (s == NEUME_OK)
        *out = w;
    else
        neume_weights_free(w);
    return s;
}

void neume_weights_free(struct neume_weights *w)
{
    if (w) {
        free(w->values);
        free(w->integers);
    }
    free(w);
}
