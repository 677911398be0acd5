/* SPDX-License-Identifier: MIT */
#include "models/parts/part_net.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "models/nn/net.h"
#include "models/weights/weights.h"

enum { CLASSES = NEUME_PART_DRUMS - NEUME_PART_BASS, ROUNDS = 10, FIRST_ROUNDS = 3 };

/* A part with less of a song's notes is none; chosen on rendered songs that are not judged. */
static const double least_share = 0.05;

/* The network's answer as probabilities. */
static void add(const float *out, double *p)
{
    double most = (double)out[0], sum = 0;
    for (int c = 1; c < CLASSES; c++)
        most = fmax(most, (double)out[c]);
    for (int c = 0; c < CLASSES; c++)
        sum += p[c] = exp((double)out[c] - most);
    for (int c = 0; c < CLASSES; c++)
        p[c] /= sum;
}

/* feature[count][NEUME_PART_FEATURES] -> p[count][CLASSES]. */
static enum neume_status judge(const float *feature, size_t count, double (*p)[CLASSES])
{
    struct neume_weights *weights = NULL;
    struct neume_net *net = NULL;
    const float *out;
    size_t done = 0;
    enum neume_status status = neume_weights_parse(&weights, neume_weights_parts, neume_weights_parts_size, NULL);
    if (status == NEUME_OK)
        status = neume_net_new(&net, weights);
    assert(status != NEUME_OK || (neume_weights_input_bins(weights) == NEUME_PART_FEATURES &&
                                  neume_weights_output_channels(weights) == CLASSES));
    for (size_t i = 0; status == NEUME_OK && i < count; i++)
        if ((out = neume_net_push(net, feature + i * NEUME_PART_FEATURES)))
            add(out, p[done++]);
    while (status == NEUME_OK && count && (out = neume_net_flush(net)))
        add(out, p[done++]);
    assert(status != NEUME_OK || done == count);
    neume_net_free(net);
    neume_weights_free(weights);
    return status;
}

/* Of one note, how likely each part is in a song with these shares: q[CLASSES]. */
static void weigh(const double *p, const double *share, double *q)
{
    double sum = 0;
    for (int c = 0; c < CLASSES; c++)
        sum += q[c] = p[c] * share[c];
    for (int c = 0; c < CLASSES && sum > 0; c++)
        q[c] /= sum;
}

/* What shares of the notes the parts have, by expectation and maximisation; those under `least_share` have none. */
static void find_shares(double (*p)[CLASSES], size_t count, double *share)
{
    double q[CLASSES];
    for (int c = 0; c < CLASSES; c++)
        share[c] = 1.0 / CLASSES;
    for (int round = 0; round < ROUNDS; round++) {
        double sum[CLASSES] = {0}, top = 0;
        for (size_t i = 0; i < count; i++) {
            weigh(p[i], share, q);
            for (int c = 0; c < CLASSES; c++)
                sum[c] += q[c] / (double)count;
        }
        for (int c = 0; c < CLASSES; c++)
            top = fmax(top, sum[c]);
        for (int c = 0; c < CLASSES; c++)
            share[c] = round >= FIRST_ROUNDS && sum[c] < fmin(least_share, top) ? 0 : sum[c];
    }
}

/* p[count], in the order of index. */
static void set_parts(struct neume_note *note, const size_t *index, double (*p)[CLASSES], size_t count)
{
    double share[CLASSES], q[CLASSES];
    find_shares(p, count, share);
    for (size_t i = 0; i < count; i++) {
        int best = 0;
        weigh(p[i], share, q);
        for (int c = 1; c < CLASSES; c++)
            best = q[c] > q[best] ? c : best;
        note[index[i]].part = (uint8_t)(NEUME_PART_BASS + best);
    }
}

enum neume_status neume_part_assign(const struct neume_part_song *song, struct neume_note *note)
{
    size_t count = song->count, *index = malloc((count + 1) * sizeof *index);
    float *feature = malloc((count + 1) * NEUME_PART_FEATURES * sizeof *feature);
    double(*p)[CLASSES] = malloc((count + 1) * sizeof *p);
    enum neume_status status = index && feature && p ? neume_part_order(song, index) : NEUME_ERR_MEMORY;
    if (status == NEUME_OK)
        status = neume_part_describe(song, index, feature);
    if (status == NEUME_OK)
        status = judge(feature, count, p);
    if (status == NEUME_OK && count)
        set_parts(note, index, p, count);
    free(p);
    free(feature);
    free(index);
    return status;
}
