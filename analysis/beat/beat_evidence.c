/* SPDX-License-Identifier: MIT */
#include "analysis/beat/beat_evidence.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct params {
    float low;            /* weight of the bass */
    int mean, spread;     /* frames to each side over which novelty is centred and scaled */
    float quietest, most; /* the least spread, and the most that a frame counts */
} params = {0.25f, 40, 300, 0.018f, 4.3f};

static float strength(const struct neume_beat_frame *f)
{
    return f->flux + params.low * f->low;
}

enum neume_status neume_beat_novelty(const struct neume_beat_frame *frame, size_t count, float *novelty)
{
    double *sum = malloc((count + 1) * sizeof *sum), *squares = malloc((count + 1) * sizeof *squares);
    if (!sum || !squares) {
        free(sum);
        free(squares);
        return NEUME_ERR_MEMORY;
    }
    sum[0] = squares[0] = 0;
    for (size_t t = 0; t < count; t++) {
        double s = strength(&frame[t]);
        sum[t + 1] = sum[t] + s;
        squares[t + 1] = squares[t] + s * s;
    }
    for (size_t t = 0; t < count; t++) {
        size_t a = t > (size_t)params.mean ? t - (size_t)params.mean : 0, b = t + (size_t)params.mean + 1;
        size_t c = t > (size_t)params.spread ? t - (size_t)params.spread : 0, d = t + (size_t)params.spread + 1;
        b = b < count ? b : count;
        d = d < count ? d : count;
        double mean = (sum[b] - sum[a]) / (double)(b - a), wide = (sum[d] - sum[c]) / (double)(d - c);
        double variance = (squares[d] - squares[c]) / (double)(d - c) - wide * wide;
        float before = strength(&frame[t ? t - 1 : 0]), after = strength(&frame[t + 1 < count ? t + 1 : t]);
        float smooth = 0.25f * before + 0.5f * strength(&frame[t]) + 0.25f * after;
        novelty[t] = (smooth - (float)mean) / ((float)sqrt(fmax(variance, 0)) + params.quietest);
        novelty[t] = novelty[t] < params.most ? novelty[t] : params.most;
    }
    free(sum);
    free(squares);
    return NEUME_OK;
}

static float clipped(float odds, float least)
{
    return odds > least ? odds : least;
}

/* A bar's first is a beat too, and may be so rarely seen that its log probability counts no further. */
static struct neume_bar_evidence observe(float beat, float first)
{
    static const float least = -4, most = 0.98f;
    float share = (1 + expf(-beat)) / (1 + expf(-first));
    share = share < most ? share : most;
    return (struct neume_bar_evidence){beat, clipped(logf(share), least), clipped(log1pf(-share), least)};
}

void neume_beat_evidence_spread(struct neume_bar_evidence *bar, const struct neume_beat_evidence *evidence,
                                size_t count)
{
    static const float least = NEUME_BEAT_LEAST_ODDS, least_first = NEUME_BEAT_LEAST_ODDS - 4;
    size_t last = (count + 1) / NEUME_BEAT_EVIDENCE_STEP - 1;
    for (size_t t = 0; t < count; t++) {
        float at = ((float)t - 0.5f) / NEUME_BEAT_EVIDENCE_STEP;
        size_t i = at > 0 ? (size_t)at : 0, next = i < last ? i + 1 : last;
        i = i < last ? i : last;
        float share = at > (float)i ? fminf(at - (float)i, 1) : 0;
        struct neume_beat_evidence a = {clipped(evidence[i].beat, least), clipped(evidence[i].first, least_first)};
        struct neume_beat_evidence b = {clipped(evidence[next].beat, least),
                                        clipped(evidence[next].first, least_first)};
        bar[t] = observe(a.beat + share * (b.beat - a.beat), a.first + share * (b.first - a.first));
    }
}

enum neume_status neume_beat_view_find(struct neume_beat_view *v, const struct neume_beat_frame *frame,
                                       const struct neume_beat_evidence *evidence, size_t count)
{
    memset(v, 0, sizeof *v);
    v->count = count;
    v->novelty = calloc(count + 1, sizeof *v->novelty);
    v->bar = calloc(count + 1, sizeof *v->bar);
    if (!v->novelty || !v->bar)
        return NEUME_ERR_MEMORY;
    if (!count)
        return NEUME_OK;
    neume_beat_evidence_spread(v->bar, evidence, count);
    return neume_beat_novelty(frame, count, v->novelty);
}

void neume_beat_view_release(struct neume_beat_view *v)
{
    if (!v)
        return;
    free(v->novelty);
    free(v->bar);
    memset(v, 0, sizeof *v);
}
