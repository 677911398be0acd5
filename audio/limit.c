/* SPDX-License-Identifier: MIT */
#include "audio/limit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "audio/decode.h"

#define LOOK    0.002   /* seconds that the gain takes to come down */
#define RELEASE 0.06    /* seconds in which it comes back by two thirds */
#define CEILING 0.9999f /* what exceeds full scale comes down to this */
#define NEARLY  0.999f  /* from here on it is back */

struct neume_limiter {
    size_t channels, length; /* length: frames that are looked ahead */
    float back;              /* share of the rest that the gain comes back by in a frame */
    float *frame;            /* [length][channels], a ring of the frames held back */
    float *needed;           /* [length]: the least gain that they or a frame after them need */
    float *past;             /* [length]: the gains before the averaging of the frames given last */
    size_t held, at;         /* frames held; place of the oldest, and of the oldest in `past` */
    float gain, lowest;
    size_t below; /* how many of `past` are not 1 */
    size_t quiet; /* frames since the last that was over full scale */
};

enum neume_status neume_limiter_new(struct neume_limiter **out, int rate, int channels)
{
    *out = NULL;
    if (rate < NEUME_MIN_RATE || rate > NEUME_MAX_RATE || channels < 1 || channels > 1024)
        return NEUME_ERR_ARGUMENT;
    struct neume_limiter *l = calloc(1, sizeof *l);
    if (!l)
        return NEUME_ERR_MEMORY;
    l->channels = (size_t)channels;
    l->length = (size_t)lrint(LOOK * rate);
    l->back = (float)(1 - exp(-1 / (RELEASE * rate)));
    l->frame = calloc(l->length * l->channels, sizeof *l->frame);
    l->needed = calloc(l->length, sizeof *l->needed);
    l->past = calloc(l->length, sizeof *l->past);
    l->quiet = 2 * l->length;
    l->gain = l->lowest = 1;
    if (!l->frame || !l->needed || !l->past) {
        neume_limiter_free(l);
        return NEUME_ERR_MEMORY;
    }
    for (size_t i = 0; i < l->length; i++)
        l->past[i] = l->needed[i] = 1;
    *out = l;
    return NEUME_OK;
}

void neume_limiter_free(struct neume_limiter *l)
{
    if (!l)
        return;
    free(l->frame);
    free(l->needed);
    free(l->past);
    free(l);
}

size_t neume_limiter_delay(const struct neume_limiter *l)
{
    return l->length;
}

float neume_limiter_lowest(const struct neume_limiter *l)
{
    return l->lowest;
}

/* The mean of the last gains: exactly 1 where all are. */
static float average(const struct neume_limiter *l)
{
    double sum = 0;
    if (!l->below)
        return 1;
    for (size_t i = 0; i < l->length; i++)
        sum += (double)l->past[i];
    return (float)(sum / (double)l->length);
}

/* Gives the oldest frame. */
static void give(struct neume_limiter *l, float *out)
{
    float gain = l->gain + (1 - l->gain) * l->back;
    gain = gain > NEARLY ? 1 : gain;
    l->gain = fminf(l->needed[l->at], gain);
    l->below += (size_t)(l->gain < 1) - (size_t)(l->past[l->at] < 1);
    l->past[l->at] = l->gain;
    float now = average(l);
    const float *frame = l->frame + l->at * l->channels;
    for (size_t c = 0; c < l->channels; c++)
        out[c] = l->below ? frame[c] * now : frame[c];
    l->lowest = fminf(l->lowest, now);
    l->at = (l->at + 1) % l->length;
    l->held--;
}

static void take(struct neume_limiter *l, const float *in)
{
    size_t place = (l->at + l->held) % l->length;
    float peak = 0;
    for (size_t c = 0; c < l->channels; c++)
        peak = fmaxf(peak, fabsf(in[c]));
    memcpy(l->frame + place * l->channels, in, l->channels * sizeof *in);
    l->needed[place] = 1;
    l->held++;
    l->quiet++;
    if (peak > 1) {
        l->quiet = 0;
        for (size_t i = 0; i < l->held; i++) {
            size_t k = (l->at + i) % l->length;
            l->needed[k] = fminf(l->needed[k], CEILING / peak);
        }
    }
}

static int is_over(const float *x, size_t count)
{
    float peak = 0;
    for (size_t i = 0; i < count; i++)
        peak = fabsf(x[i]) > peak ? fabsf(x[i]) : peak;
    return peak > 1;
}

/* What goes through as it is, far from anything that is over full scale, without a look at every frame: answers how
 * many frames did, 0 where each needs its look. */
static size_t pass(struct neume_limiter *l, const float *in, size_t frames, float *out)
{
    size_t place = (l->at + l->held) % l->length, last = l->at > place ? l->at : place, n = l->length - last;
    if (l->below || l->gain < 1 || l->quiet <= l->length || l->held + 1 < l->length)
        return 0;
    n = n < frames ? n : frames;
    if (is_over(in, n * l->channels))
        return 0;
    memcpy(out, l->frame + l->at * l->channels, n * l->channels * sizeof *out);
    memcpy(l->frame + place * l->channels, in, n * l->channels * sizeof *in);
    l->at = (l->at + n) % l->length;
    l->quiet += n;
    return n;
}

void neume_limiter_process(struct neume_limiter *l, const float *in, size_t frames, float *out, size_t *made)
{
    *made = 0;
    for (size_t i = 0, n; i < frames; i += n) {
        n = pass(l, in + i * l->channels, frames - i, out + *made * l->channels);
        *made += n;
        if (n)
            continue;
        n = 1;
        take(l, in + i * l->channels);
        if (l->held == l->length)
            give(l, out + (*made)++ * l->channels);
    }
}

void neume_limiter_flush(struct neume_limiter *l, float *out, size_t *made)
{
    *made = 0;
    while (l->held)
        give(l, out + (*made)++ * l->channels);
}
