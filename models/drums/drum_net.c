/* SPDX-License-Identifier: MIT */
#include "models/drums/drum_net.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/nn/net.h"
#include "models/weights/weights.h"

enum {
    HISTORY = 2048, /* frames of 10 ms */
    HEADS = 2 * DRUM_CLASSES,
    REACH = 4 /* frames: instruments that begin with a drum draw an onset away from it */
};

static const float nothing = -20;
static const float level_unit = 40; /* dB */

struct neume_drum_net {
    struct neume_drum_input input;
    struct neume_weights *weights;
    struct neume_net *net;
    uint64_t count; /* frames that came out */
    float heard[HISTORY][HEADS];
};

enum neume_status neume_drum_net_new(struct neume_drum_net **out)
{
    struct neume_drum_net *n = calloc(1, sizeof *n);
    *out = NULL;
    if (!n)
        return NEUME_ERR_MEMORY;
    enum neume_status status = neume_drum_input_init(&n->input);
    if (status == NEUME_OK)
        status = neume_weights_parse(&n->weights, neume_weights_drums, neume_weights_drums_size, NULL);
    if (status == NEUME_OK)
        status = neume_net_new(&n->net, n->weights);
    if (status != NEUME_OK) {
        neume_drum_net_free(n);
        return status;
    }
    assert(neume_weights_input_bins(n->weights) == NEUME_DRUM_INPUT_BINS);
    assert(neume_weights_output_channels(n->weights) == HEADS);
    *out = n;
    return NEUME_OK;
}

void neume_drum_net_free(struct neume_drum_net *n)
{
    if (!n)
        return;
    neume_drum_input_release(&n->input);
    neume_net_free(n->net);
    neume_weights_free(n->weights);
    free(n);
}

void neume_drum_net_reset(struct neume_drum_net *n)
{
    neume_drum_input_reset(&n->input);
    neume_net_reset(n->net);
    n->count = 0;
}

/* The answer lies in the first bin of the output. */
static void keep(struct neume_drum_net *n, const float *out)
{
    if (out)
        memcpy(n->heard[n->count++ % HISTORY], out, sizeof *n->heard);
}

void neume_drum_net_push(struct neume_drum_net *n, const struct neume_fft_bin *spectrum)
{
    struct neume_drum_frame frame;
    if (neume_drum_input_push(&n->input, spectrum, &frame))
        keep(n, neume_net_push(n->net, frame.x));
}

void neume_drum_net_flush(struct neume_drum_net *n)
{
    struct neume_drum_frame frame;
    const float *out;
    while (neume_drum_input_flush(&n->input, &frame))
        keep(n, neume_net_push(n->net, frame.x));
    while ((out = neume_net_flush(n->net)))
        keep(n, out);
}

double neume_drum_net_delay(const struct neume_drum_net *n)
{
    int frames = NEUME_DRUM_INPUT_AHEAD + neume_net_delay(n->net) + REACH;
    return (frames * NEUME_DRUM_INPUT_HOP + NEUME_DRUM_INPUT_SIZE) / 44100.0;
}

/* Where the parabola through frame t and its neighbours is highest, in frames from t. */
static float peak_of(const struct neume_drum_net *n, int64_t t, size_t class)
{
    if (t == 0 || t + 1 >= (int64_t)n->count || t - 1 < (int64_t)n->count - HISTORY)
        return 0;
    float past = n->heard[(t - 1) % HISTORY][class], now = n->heard[t % HISTORY][class];
    float next = n->heard[(t + 1) % HISTORY][class], curve = past - 2 * now + next;
    return past > now || next > now || curve >= 0 ? 0 : 0.5f * (past - next) / curve;
}

void neume_drum_net_find(const struct neume_drum_net *n, double time, struct neume_drum_evidence *evidence)
{
    int64_t at = llround(time * 44100 / NEUME_DRUM_INPUT_HOP), last = (int64_t)n->count - 1;
    int64_t first = at - REACH > last + 1 - HISTORY ? at - REACH : last + 1 - HISTORY;
    int64_t best[DRUM_CLASSES];
    memset(evidence, 0, sizeof *evidence);
    for (size_t c = 0; c < DRUM_CLASSES; c++)
        evidence->onset[c] = nothing;
    for (int64_t t = first > 0 ? first : 0; t <= at + REACH && t <= last; t++) {
        const float *heard = n->heard[t % HISTORY];
        for (size_t c = 0; c < DRUM_CLASSES; c++)
            if (heard[c] > evidence->onset[c]) {
                evidence->onset[c] = heard[c];
                evidence->level[c] = level_unit * heard[DRUM_CLASSES + c];
                best[c] = t;
            }
    }
    for (size_t c = 0; c < DRUM_CLASSES; c++)
        if (evidence->onset[c] > nothing) {
            double frame = (double)best[c] + peak_of(n, best[c], c);
            evidence->late[c] = (float)(frame * NEUME_DRUM_INPUT_HOP / 44100 - time);
        }
}
