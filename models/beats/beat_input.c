/* SPDX-License-Identifier: MIT */
#include "models/beats/beat_input.h"

#include <math.h>
#include <string.h>

enum { NEAR = 40, WIDE = 300, MOMENT = 5 }; /* frames to each side */

static const size_t span[NEUME_BEAT_INPUT_SPANS] = {20, 50, 100, 200}; /* frames */
static const double quiet = 0.01;                                      /* flux that is as good as none */

void neume_beat_input_begin(struct neume_beat_input *in, const struct neume_beat_frame *frame, size_t count)
{
    memset(in, 0, sizeof *in);
    in->frame = frame;
    in->count = count;
}

static void count_in(struct neume_beat_window *w, const struct neume_beat_frame *f, double sign)
{
    w->flux += sign * f->flux;
    w->low += sign * f->low;
    w->mid += sign * f->mid;
    w->level += sign * f->level;
    w->squares += sign * f->flux * f->flux;
}

/* Both ends only ever move forward. */
static void slide(const struct neume_beat_input *in, struct neume_beat_window *w, size_t from, size_t to)
{
    to = to < in->count ? to : in->count;
    while (w->to < to)
        count_in(w, &in->frame[w->to++], 1);
    while (w->from < from && w->from < w->to)
        count_in(w, &in->frame[w->from++], -1);
}

static void slide_chroma(const struct neume_beat_input *in, struct neume_beat_chroma *w, size_t from, size_t to)
{
    to = to < in->count ? to : in->count;
    for (; w->to < to; w->to++)
        for (int c = 0; c < 12; c++)
            w->sum[c] += in->frame[w->to].chroma[c];
    for (; w->from < from && w->from < w->to; w->from++)
        for (int c = 0; c < 12; c++)
            w->sum[c] -= in->frame[w->from].chroma[c];
}

static void count_risings(struct neume_beat_risings *w, const struct neume_beat_frame *f, double sign)
{
    for (int r = 0; r < NEUME_BEAT_RISES; r++)
        w->sum[r] += sign * neume_beat_rise(f->rise[r]);
}

static void slide_risings(const struct neume_beat_input *in, struct neume_beat_risings *w, size_t from, size_t to)
{
    to = to < in->count ? to : in->count;
    while (w->to < to)
        count_risings(w, &in->frame[w->to++], 1);
    while (w->from < from && w->from < w->to)
        count_risings(w, &in->frame[w->from++], -1);
}

static size_t earlier(size_t at, size_t frames)
{
    return at > frames ? at - frames : 0;
}

static double mean(const struct neume_beat_window *w, double sum)
{
    return w->to > w->from && sum > 0 ? sum / (double)(w->to - w->from) : 0;
}

/* 1 - the cosine between what sounds before and after. */
static float change(const struct neume_beat_chroma *a, const struct neume_beat_chroma *b)
{
    double ab = 0, aa = 0, bb = 0;
    for (int c = 0; c < 12; c++) {
        ab += (double)a->sum[c] * b->sum[c];
        aa += (double)a->sum[c] * a->sum[c];
        bb += (double)b->sum[c] * b->sum[c];
    }
    return aa > 0 && bb > 0 ? (float)(1 - ab / sqrt(aa * bb)) : 0;
}

static float over(float value, double usual)
{
    return log2f(1 + 4 * value / (float)(usual + quiet));
}

static void slide_all(struct neume_beat_input *in)
{
    size_t t = in->at;
    slide(in, &in->near, earlier(t, NEAR), t + NEAR + 1);
    slide(in, &in->wide, earlier(t, WIDE), t + WIDE + 1);
    slide_risings(in, &in->risings, earlier(t, WIDE), t + WIDE + 1);
    slide(in, &in->before, earlier(t, MOMENT), t);
    slide(in, &in->after, t, t + MOMENT);
    for (int s = 0; s < NEUME_BEAT_INPUT_SPANS; s++) {
        slide_chroma(in, &in->past[s], earlier(t, span[s]), t);
        slide_chroma(in, &in->next[s], t, t + span[s]);
    }
}

/* x: [NEUME_BEAT_RISES] */
static void find_risings(const struct neume_beat_input *in, float *x)
{
    const struct neume_beat_risings *w = &in->risings;
    uint8_t here[NEUME_BEAT_RISES] = {0};
    for (size_t t = in->at; t < in->at + NEUME_BEAT_INPUT_STEP && t < in->count; t++)
        for (int r = 0; r < NEUME_BEAT_RISES; r++)
            here[r] = here[r] > in->frame[t].rise[r] ? here[r] : in->frame[t].rise[r];
    for (int r = 0; r < NEUME_BEAT_RISES; r++)
        x[r] = over(neume_beat_rise(here[r]), fmax(w->sum[r], 0) / (double)(w->to - w->from));
}

int neume_beat_input_next(struct neume_beat_input *in, float *x)
{
    float flux = 0, low = 0, mid = 0;
    if (in->at >= in->count)
        return 0;
    for (size_t t = in->at; t < in->at + NEUME_BEAT_INPUT_STEP && t < in->count; t++) {
        flux = fmaxf(flux, in->frame[t].flux);
        low = fmaxf(low, in->frame[t].low);
        mid = fmaxf(mid, in->frame[t].mid);
    }
    slide_all(in);
    const struct neume_beat_window *w = &in->wide, *n = &in->near;
    const double usual = mean(w, w->flux), level = mean(w, w->level) + 1e-6;
    const double spread = sqrt(fmax(mean(w, w->squares) - usual * usual, 0));
    x[0] = over(flux, usual);
    x[1] = over(low, mean(w, w->low));
    x[2] = over(mid, mean(w, w->mid));
    x[3] = over(flux, mean(n, n->flux));
    x[4] = over(low, mean(n, n->low));
    x[5] = over(mid, mean(n, n->mid));
    for (int s = 0; s < NEUME_BEAT_INPUT_SPANS; s++)
        x[6 + s] = change(&in->past[s], &in->next[s]);
    x[10] = log2f(1 + in->frame[in->at].level / (float)level);
    x[11] = (float)log2((mean(&in->after, in->after.level) + 0.1 * level) /
                        (mean(&in->before, in->before.level) + 0.1 * level));
    x[12] = log2f(1 + flux / 0.02f);
    x[13] = (float)(spread / (usual + quiet));
    find_risings(in, x + 14);
    in->at += NEUME_BEAT_INPUT_STEP;
    return 1;
}
