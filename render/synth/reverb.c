/* SPDX-License-Identifier: MIT */
#include "render/synth/reverb.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COMBS = 8, PASSES = 4 };

/* Samples at 44.1 kHz; the right side's are longer by `spread`, so that the two do not sound alike. */
static const int comb_delay[COMBS] = {1116, 1188, 1277, 1356, 1422, 1491, 1557, 1617};
static const int pass_delay[PASSES] = {556, 441, 341, 225};
static const int spread = 23;
static const float feedback = 0.84f, damping = 0.2f, pass_gain = 0.5f, into = 0.015f;
static const float loudest = 1.524f; /* makes the room of noise as loud as the noise, measured */

struct line {
    float *past; /* [length] */
    size_t length, at;
    float low; /* of a comb: its low-passed output */
};

struct neume_reverb {
    struct line comb[2][COMBS], pass[2][PASSES];
    float amount;
};

static int make_line(struct line *l, int delay, double rate)
{
    l->length = (size_t)fmax(1, round(delay * rate / 44100));
    l->past = calloc(l->length, sizeof *l->past);
    return l->past != NULL;
}

enum neume_status neume_reverb_new(struct neume_reverb **out, double rate, double amount)
{
    *out = NULL;
    if (!(rate >= 8000 && rate <= 96000 && amount >= 0 && amount <= 1))
        return NEUME_ERR_ARGUMENT;
    struct neume_reverb *r = calloc(1, sizeof *r);
    int ok = r != NULL;
    for (int side = 0; side < 2 && ok; side++) {
        for (int i = 0; i < COMBS && ok; i++)
            ok = make_line(&r->comb[side][i], comb_delay[i] + side * spread, rate);
        for (int i = 0; i < PASSES && ok; i++)
            ok = make_line(&r->pass[side][i], pass_delay[i] + side * spread, rate);
    }
    if (!ok) {
        neume_reverb_free(r);
        return NEUME_ERR_MEMORY;
    }
    r->amount = (float)amount * loudest;
    *out = r;
    return NEUME_OK;
}

void neume_reverb_free(struct neume_reverb *r)
{
    if (!r)
        return;
    for (int side = 0; side < 2; side++) {
        for (int i = 0; i < COMBS; i++)
            free(r->comb[side][i].past);
        for (int i = 0; i < PASSES; i++)
            free(r->pass[side][i].past);
    }
    free(r);
}

static void reset_line(struct line *l)
{
    memset(l->past, 0, l->length * sizeof *l->past);
    l->at = 0;
    l->low = 0;
}

void neume_reverb_reset(struct neume_reverb *r)
{
    for (int side = 0; side < 2; side++) {
        for (int i = 0; i < COMBS; i++)
            reset_line(&r->comb[side][i]);
        for (int i = 0; i < PASSES; i++)
            reset_line(&r->pass[side][i]);
    }
}

static inline float comb(struct line *l, float x)
{
    float y = l->past[l->at];
    l->low = y * (1 - damping) + l->low * damping;
    if (fabsf(l->low) < 1e-15f) /* denormal numbers are slow */
        l->low = 0;
    l->past[l->at] = x + l->low * feedback;
    if (++l->at == l->length)
        l->at = 0;
    return y;
}

static inline float pass(struct line *l, float x)
{
    float past = l->past[l->at];
    l->past[l->at] = fabsf(x + past * pass_gain) < 1e-15f ? 0 : x + past * pass_gain;
    if (++l->at == l->length)
        l->at = 0;
    return past - x;
}

void neume_reverb_process(struct neume_reverb *r, float *left, float *right, size_t count)
{
    float *sides[2] = {left, right};
    if (!(r->amount > 0))
        return;
    for (size_t n = 0; n < count; n++) {
        float x = (left[n] + right[n]) * into;
        for (int side = 0; side < 2; side++) {
            float y = 0;
            for (int i = 0; i < COMBS; i++)
                y += comb(&r->comb[side][i], x);
            for (int i = 0; i < PASSES; i++)
                y = pass(&r->pass[side][i], y);
            sides[side][n] += r->amount * y;
        }
    }
}
