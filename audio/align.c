/* SPDX-License-Identifier: MIT */
#include "audio/align.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "audio/decode.h"

#define HIGH_PASS   150.0  /* Hz: takes out DC and rumble, whose level says nothing about onsets */
#define SILENCE     1e-12f /* power: -120 dB */
#define COMPRESSION 1e4f   /* onsets 40 dB under the loudest still count */
#define SMOOTH      2      /* hops each side: 25 ms in all, over a period of the lowest notes */
#define SPREAD      5.0    /* hops that one independent value of the onset curve takes */
#define SUM_BLOCK   1024   /* terms summed in single precision */

#define PI 3.14159265358979323846

struct neume_envelope {
    double rate, keep;   /* Hz; pole of the high-pass */
    double last, passed; /* its last input and output */
    int started;
    size_t position, boundary; /* samples taken; where the current hop ends */
    double sum;                /* of squares in the current hop */
    size_t in_hop;
    float *power; /* [count], full scale 1 */
    size_t count, capacity;
};

enum neume_status neume_envelope_new(struct neume_envelope **out, double rate)
{
    *out = NULL;
    if (!(rate >= NEUME_MIN_RATE && rate <= NEUME_MAX_RATE))
        return NEUME_ERR_ARGUMENT;
    struct neume_envelope *e = calloc(1, sizeof *e);
    if (!e)
        return NEUME_ERR_MEMORY;
    e->rate = rate;
    e->keep = exp(-2 * PI * HIGH_PASS / rate);
    e->boundary = (size_t)lrint(NEUME_ENVELOPE_HOP * rate);
    *out = e;
    return NEUME_OK;
}

void neume_envelope_free(struct neume_envelope *e)
{
    if (!e)
        return;
    free(e->power);
    free(e);
}

static enum neume_status end_hop(struct neume_envelope *e)
{
    if (e->count == e->capacity) {
        size_t wanted = e->capacity ? 2 * e->capacity : 4096;
        float *grown = realloc(e->power, wanted * sizeof *grown);
        if (!grown)
            return NEUME_ERR_MEMORY;
        e->power = grown;
        e->capacity = wanted;
    }
    e->power[e->count++] = (float)(e->sum / (double)e->in_hop);
    e->sum = 0;
    e->in_hop = 0;
    /* From the start each time, so that a rate that 200 does not divide never drifts. */
    e->boundary = (size_t)llrint((double)(e->count + 1) * NEUME_ENVELOPE_HOP * e->rate);
    return NEUME_OK;
}

enum neume_status neume_envelope_process(struct neume_envelope *e, const float *mono, size_t count)
{
    if (count && !e->started) {
        e->last = mono[0];
        e->started = 1;
    }
    for (size_t i = 0; i < count; i++) {
        e->passed = e->keep * (e->passed + mono[i] - e->last);
        e->last = mono[i];
        e->sum += e->passed * e->passed;
        e->in_hop++;
        if (++e->position == e->boundary) {
            enum neume_status status = end_hop(e);
            if (status != NEUME_OK)
                return status;
        }
    }
    return NEUME_OK;
}

size_t neume_envelope_count(const struct neume_envelope *e)
{
    return e->count;
}

double neume_envelope_power(const struct neume_envelope *e, double from, double to)
{
    double sum = 0;
    long first = lround(fmax(from, 0) / NEUME_ENVELOPE_HOP);
    long end = lround(fmin(to, (double)e->count * NEUME_ENVELOPE_HOP) / NEUME_ENVELOPE_HOP);
    for (long i = first; i < end; i++)
        sum += (double)e->power[i];
    return end > first ? sum / (double)(end - first) : 0;
}

/* Rising loudness: how much the smoothed, compressed power grows from hop to hop. onsets [e->count], >= 0. Returns 0
 * where nothing rises. */
static int onset_curve(const struct neume_envelope *e, float *onsets)
{
    static const float window[2 * SMOOTH + 1] = {1 / 9.0f, 2 / 9.0f, 3 / 9.0f, 2 / 9.0f, 1 / 9.0f};
    float loudest = 0, before = 0;
    int any = 0;
    for (size_t i = 0; i < e->count; i++)
        loudest = fmaxf(loudest, e->power[i]);
    for (size_t i = 0; i < e->count; i++) {
        float smooth = 0;
        for (int k = -SMOOTH; k <= SMOOTH; k++)
            if ((k >= 0 || i >= (size_t)-k) && i + (size_t)k < e->count)
                smooth += window[k + SMOOTH] * e->power[i + (size_t)k];
        float level = loudest > SILENCE ? logf(1 + COMPRESSION * smooth / loudest) : 0;
        onsets[i] = i ? fmaxf(0, level - before) : 0;
        any |= onsets[i] > 0;
        before = level;
    }
    return any;
}

/* product[k] = sum over i of a[i] * b[i + k - reach], for k in 0 .. 2 reach. The lags run in the inner loop, which the
 * compiler turns into vectors; zeros, half of every onset curve, cost nothing. */
static void correlate(const float *a, size_t na, const float *b, size_t nb, size_t reach, float *part, double *product)
{
    size_t lags = 2 * reach + 1;
    memset(product, 0, lags * sizeof *product);
    for (size_t begin = 0; begin < na; begin += SUM_BLOCK) {
        size_t end = begin + SUM_BLOCK < na ? begin + SUM_BLOCK : na;
        memset(part, 0, lags * sizeof *part);
        for (size_t i = begin; i < end; i++) {
            if (a[i] == 0)
                continue;
            size_t first = i < reach ? reach - i : 0;
            size_t last = nb + reach > i ? nb + reach - i : 0; /* one past */
            const float *from = b + i + first - reach;
            for (size_t k = first; k < last && k < lags; k++)
                part[k] += a[i] * from[k - first];
        }
        for (size_t k = 0; k < lags; k++)
            product[k] += part[k];
    }
}

/* Sums of x and of its square over [0, i). */
struct sums {
    double *sum, *square; /* [n + 1] */
};

static int sums_init(struct sums *s, const float *x, size_t n)
{
    s->sum = calloc(n + 1, sizeof *s->sum);
    s->square = calloc(n + 1, sizeof *s->square);
    if (!s->sum || !s->square)
        return 0;
    for (size_t i = 0; i < n; i++) {
        s->sum[i + 1] = s->sum[i] + x[i];
        s->square[i + 1] = s->square[i] + (double)x[i] * x[i];
    }
    return 1;
}

static void sums_release(struct sums *s)
{
    free(s->sum);
    free(s->square);
}

/* Covariance (times n) and correlation of a[i] with b[i + lag] where both exist. */
static double covariance(const struct sums *a, size_t na, const struct sums *b, size_t nb, ptrdiff_t lag,
                         double product, double *correlation, size_t *overlap)
{
    ptrdiff_t begin = lag < 0 ? -lag : 0, end = (ptrdiff_t)nb - lag;
    if (end > (ptrdiff_t)na)
        end = (ptrdiff_t)na;
    *correlation = 0;
    *overlap = end > begin ? (size_t)(end - begin) : 0;
    if (!*overlap)
        return 0;
    double n = (double)*overlap, sa = a->sum[end] - a->sum[begin], sb = b->sum[end + lag] - b->sum[begin + lag];
    double va = a->square[end] - a->square[begin] - sa * sa / n;
    double vb = b->square[end + lag] - b->square[begin + lag] - sb * sb / n;
    double c = product - sa * sb / n;
    if (va > 0 && vb > 0)
        *correlation = c / sqrt(va * vb);
    return c;
}

struct work {
    float *a, *b, *part; /* [na], [nb], [lags] */
    double *product;     /* [lags]; then the covariance */
    struct sums sa, sb;
};

/* The best lag between two that are only its neighbours, refined by the parabola through it and its neighbours. */
static void find_peak(struct work *w, size_t na, size_t nb, size_t reach, size_t first, size_t last,
                      struct neume_alignment *alignment)
{
    size_t best = 0, overlap, best_overlap = 0;
    double r, best_r = 0, best_c = 0;
    for (size_t k = first; k <= last; k++) {
        w->product[k] =
            covariance(&w->sa, na, &w->sb, nb, (ptrdiff_t)k - (ptrdiff_t)reach, w->product[k], &r, &overlap);
        if (k > first && k < last && w->product[k] > best_c) {
            best = k;
            best_c = w->product[k];
            best_r = r;
            best_overlap = overlap;
        }
    }
    if (!best_overlap)
        return;
    double left = w->product[best - 1], right = w->product[best + 1], bend = left - 2 * best_c + right;
    double shift = bend < 0 ? 0.5 * (left - right) / bend : 0;
    shift = shift > 0.5 ? 0.5 : shift < -0.5 ? -0.5 : shift;
    alignment->offset = ((double)best - (double)reach + shift) * NEUME_ENVELOPE_HOP;
    /* The largest of m correlations of n independent normal pairs is about sqrt(2 ln m / n). */
    double chance = sqrt(2 * log((double)(last - first + 1)) * SPREAD / (double)best_overlap);
    if (chance < 1 && best_r > chance)
        alignment->confidence = fmin(1, (best_r - chance) / (1 - chance));
}

enum neume_status neume_align(const struct neume_envelope *a, const struct neume_envelope *b, double about,
                              double range, struct neume_alignment *alignment)
{
    *alignment = (struct neume_alignment){0};
    if (!(range >= 0 && range + fabs(about) <= 600))
        return NEUME_ERR_ARGUMENT;
    if (a->count < 10 || b->count < 10)
        return NEUME_OK;
    size_t reach = (size_t)ceil((range + fabs(about)) / NEUME_ENVELOPE_HOP) + 1, lags = 2 * reach + 1;
    ptrdiff_t middle = (ptrdiff_t)reach + lrint(about / NEUME_ENVELOPE_HOP);
    ptrdiff_t around = (ptrdiff_t)ceil(range / NEUME_ENVELOPE_HOP) + 1;
    struct work w = {.a = malloc(a->count * sizeof *w.a),
                     .b = malloc(b->count * sizeof *w.b),
                     .part = malloc(lags * sizeof *w.part),
                     .product = malloc(lags * sizeof *w.product)};
    enum neume_status status = NEUME_ERR_MEMORY;
    if (!w.a || !w.b || !w.part || !w.product)
        goto fail;
    status = NEUME_OK;
    if (!onset_curve(a, w.a) || !onset_curve(b, w.b))
        goto fail;
    if (!sums_init(&w.sa, w.a, a->count) || !sums_init(&w.sb, w.b, b->count)) {
        status = NEUME_ERR_MEMORY;
        goto fail;
    }
    correlate(w.a, a->count, w.b, b->count, reach, w.part, w.product);
    size_t first = middle > around ? (size_t)(middle - around) : 0, last = (size_t)(middle + around);
    alignment->offset = about;
    find_peak(&w, a->count, b->count, reach, first, last < lags ? last : lags - 1, alignment);
    alignment->offset = fmax(about - range, fmin(about + range, alignment->offset));
fail:
    sums_release(&w.sa);
    sums_release(&w.sb);
    free(w.a);
    free(w.b);
    free(w.part);
    free(w.product);
    return status;
}
