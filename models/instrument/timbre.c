/* SPDX-License-Identifier: MIT */
#include "models/instrument/timbre.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "models/nn/net.h"
#include "models/weights/weights.h"

enum { PARTIALS = NEUME_TIMBRE_PARTIALS, DETUNINGS = 9 };

const double neume_timbre_before = 0.03, neume_timbre_after = 0.75;

static const double tau = 6.283185307179586;
static const double moments[] = {0.05, 0.12, 0.3, 0.6}; /* seconds after the onset */
static const double window = 0.046, periods = 4;        /* seconds, and at least so many of the note's */
static const double shortest = 0.15, silence = 1e-9;    /* seconds; power */
static const double as_notes = 3; /* what one player's notes, which resemble each other, count together */

static const struct {
    const char *name;
    int program;
} families[NEUME_TIMBRE_FAMILIES] = {{"piano", 1},    {"mallets", 12}, {"organ", 17}, {"guitar", 26}, {"bass", 34},
                                     {"strings", 49}, {"brass", 62},   {"reed", 66},  {"flute", 74}};

const char *neume_timbre_name(int family)
{
    return families[family].name;
}

int neume_timbre_program(int family)
{
    return families[family].program;
}

/* A stretch of sound under a Hann window. */
struct view {
    const float *x; /* [count] */
    size_t count;
    double rate;
};

/* The power of the frequency hz in it. */
static double power_at(const struct view *v, double hz)
{
    double re = 0, im = 0, step = tau * hz / v->rate, cr = 1, ci = 0, wr = cos(step), wi = sin(step);
    double hr = 1, hi = 0, vr = cos(tau / (double)v->count), vi = sin(tau / (double)v->count);
    for (size_t i = 0; i < v->count; i++) {
        double s = v->x[i] * (0.5 - 0.5 * hr), next = cr * wr - ci * wi;
        re += s * cr;
        im += s * ci;
        ci = cr * wi + ci * wr;
        cr = next;
        next = hr * vr - hi * vi;
        hi = hr * vi + hi * vr;
        hr = next;
    }
    double scale = 4.0 / (double)v->count;
    return 0.5 * scale * scale * (re * re + im * im);
}

static double power_of(const struct view *v)
{
    double sum = 0;
    for (size_t i = 0; i < v->count; i++)
        sum += (double)v->x[i] * v->x[i];
    return v->count ? sum / (double)v->count : 0;
}

/* power[partials]; returns their sum. */
static double measure(const struct view *v, double hz, double *power)
{
    double sum = silence;
    for (int h = 0; h < PARTIALS; h++) {
        power[h] = hz * (h + 1) < 0.48 * v->rate ? power_at(v, hz * (h + 1)) : 0;
        sum += power[h];
    }
    return sum;
}

/* The frequency near the pitch's whose first partials are strongest. */
static double tune(const struct view *v, double hz)
{
    double best = hz, most = 0;
    for (int k = 0; k < DETUNINGS; k++) {
        double near = hz * exp2((k - DETUNINGS / 2) * 0.1 / 12), sum = 0;
        for (int h = 1; h <= 4; h++)
            sum += near * h < 0.48 * v->rate ? power_at(v, near * h) : 0;
        if (sum > most) {
            most = sum;
            best = near;
        }
    }
    return best;
}

static double brightness(const double *power)
{
    double sum = silence, weighted = silence;
    for (int h = 0; h < PARTIALS; h++) {
        sum += power[h];
        weighted += power[h] * (h + 1);
    }
    return log2(weighted / sum);
}

/* The power between two moments, over `all`. */
static float rising(const float *x, double from, double to, double all)
{
    struct view v = {x + (size_t)from, (size_t)to - (size_t)from, 0};
    return (float)log10((power_of(&v) + silence) / all);
}

int neume_timbre_describe(const float *x, size_t count, size_t onset, double rate, double length, double pitch,
                          float *feature)
{
    double hz = 440 * exp2((pitch - 69) / 12), power[4][PARTIALS], sum[4], all[4], last = length + 0.05;
    size_t size = (size_t)(fmax(window, periods / hz) * rate);
    int seen = 0;
    if (length < shortest)
        return 0;
    for (; seen < 4; seen++) {
        size_t middle = onset + (size_t)(moments[seen] * rate);
        size_t first = middle > size / 2 ? middle - size / 2 : 0;
        if (first + size > count || (seen > 1 && moments[seen] > last))
            break;
        struct view v = {x + first, size, rate};
        hz = seen == 0 ? tune(&v, hz) : hz;
        sum[seen] = measure(&v, hz, power[seen]);
        all[seen] = power_of(&v) + silence;
    }
    if (seen < 2 || sum[1] < 100 * silence)
        return 0;
    float *f = feature;
    for (int h = 0; h < PARTIALS; h++)
        *f++ = (float)log10(power[1][h] / sum[1] + 1e-5);
    *f++ = (float)log10(sum[0] / sum[1]);
    *f++ = (float)(seen > 2 ? log10(sum[2] / sum[1]) : 0);
    *f++ = (float)(seen > 3 ? log10(sum[3] / sum[2]) : 0);
    *f++ = (float)log10(all[0] / sum[0]);
    *f++ = (float)log10(all[1] / sum[1]);
    *f++ = rising(x + onset, 0, 0.02 * rate, all[1]);
    *f++ = (float)(seen > 2 ? brightness(power[2]) - brightness(power[1]) : 0);
    *f++ = (float)(seen > 2);
    *f++ = (float)(seen > 3);
    *f++ = (float)((pitch - 60) / 12);
    *f++ = (float)((pitch - 60) / 12 * ((pitch - 60) / 12));
    *f++ = rising(x + onset, 0, 0.008 * rate, all[1]);
    *f++ = rising(x + onset, 0.02 * rate, 0.04 * rate, all[1]);
    *f++ = (float)(seen > 2 ? log10(all[2] / sum[2]) : log10(all[1] / sum[1]));
    for (int i = 0; i < NEUME_TIMBRE_FEATURES; i++)
        feature[i] = fminf(fmaxf(feature[i], -8), 8);
    return 1;
}

/* The answer lies in the first bin: log odds of the families, of which a note counts at most so much. */
static void add(struct neume_timbre *t, const float *out)
{
    static const double doubt = 0.02; /* that a note says nothing */
    double most = out[0], sum = 0;
    for (int i = 1; i < NEUME_TIMBRE_FAMILIES; i++)
        most = out[i] > most ? out[i] : most;
    for (int i = 0; i < NEUME_TIMBRE_FAMILIES; i++)
        sum += exp(out[i] - most);
    for (int i = 0; i < NEUME_TIMBRE_FAMILIES; i++)
        t->log_probability[i] += log((1 - doubt) * exp(out[i] - most) / sum + doubt / NEUME_TIMBRE_FAMILIES);
    t->notes++;
}

enum neume_status neume_timbre_hear(struct neume_timbre *t, const float *feature, size_t notes)
{
    struct neume_weights *weights = NULL;
    struct neume_net *net = NULL;
    const float *out;
    enum neume_status status = neume_weights_parse(&weights, neume_weights_timbre, neume_weights_timbre_size, NULL);
    if (status == NEUME_OK)
        status = neume_net_new(&net, weights);
    assert(status != NEUME_OK || (neume_weights_input_bins(weights) == NEUME_TIMBRE_FEATURES &&
                                  neume_weights_output_channels(weights) == NEUME_TIMBRE_FAMILIES));
    for (size_t i = 0; status == NEUME_OK && i < notes; i++)
        if ((out = neume_net_push(net, feature + i * NEUME_TIMBRE_FEATURES)))
            add(t, out);
    while (status == NEUME_OK && notes && (out = neume_net_flush(net)))
        add(t, out);
    neume_net_free(net);
    neume_weights_free(weights);
    return status;
}

int neume_timbre_family(const struct neume_timbre *t, double *confidence)
{
    int best = 0;
    double sum = 0, few = t->notes ? fmin(1, as_notes / (double)t->notes) : 0;
    *confidence = 0;
    if (!t->notes)
        return -1;
    for (int i = 1; i < NEUME_TIMBRE_FAMILIES; i++)
        best = t->log_probability[i] > t->log_probability[best] ? i : best;
    for (int i = 0; i < NEUME_TIMBRE_FAMILIES; i++)
        sum += exp(few * (t->log_probability[i] - t->log_probability[best]));
    *confidence = 1 / sum;
    return best;
}
