/* SPDX-License-Identifier: MIT */
#include "models/beats/beat_net.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "models/beats/beat_input.h"
#include "models/nn/net.h"
#include "models/weights/weights.h"

/* The answer lies in the first bin of the output. */
static size_t keep(struct neume_beat_evidence *evidence, size_t at, const float *out)
{
    if (out)
        evidence[at++] = (struct neume_beat_evidence){out[0], out[1]};
    return at;
}

static void run(struct neume_net *net, const struct neume_beat_frame *frame, size_t count,
                struct neume_beat_evidence *evidence)
{
    struct neume_beat_input input;
    float x[NEUME_BEAT_INPUT_BINS];
    const float *out;
    size_t made = 0;
    neume_beat_input_begin(&input, frame, count);
    while (neume_beat_input_next(&input, x))
        made = keep(evidence, made, neume_net_push(net, x));
    while ((out = neume_net_flush(net)))
        made = keep(evidence, made, out);
    assert(made == (count + 1) / NEUME_BEAT_EVIDENCE_STEP);
}

enum neume_status neume_beat_hear(const struct neume_beat_frame *frame, size_t count,
                                  struct neume_beat_evidence *evidence)
{
    struct neume_weights *weights = NULL;
    struct neume_net *net = NULL;
    if (!count)
        return NEUME_OK;
    enum neume_status status = neume_weights_parse(&weights, neume_weights_beats, neume_weights_beats_size, NULL);
    if (status == NEUME_OK)
        status = neume_net_new(&net, weights);
    if (status == NEUME_OK) {
        assert(neume_weights_input_bins(weights) == NEUME_BEAT_INPUT_BINS);
        assert(neume_weights_output_channels(weights) == 2);
        run(net, frame, count, evidence);
    }
    neume_net_free(net);
    neume_weights_free(weights);
    return status;
}

enum neume_status neume_beats_listen(struct neume_beats *beats, const struct neume_beat_frame *frame, size_t count,
                                     double period)
{
    struct neume_beat_evidence *evidence = malloc((count / NEUME_BEAT_EVIDENCE_STEP + 1) * sizeof *evidence);
    memset(beats, 0, sizeof *beats);
    enum neume_status status = evidence ? neume_beat_hear(frame, count, evidence) : NEUME_ERR_MEMORY;
    if (status == NEUME_OK)
        status = neume_beats_decide(beats, frame, evidence, count, period);
    free(evidence);
    return status;
}
