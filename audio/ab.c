/* SPDX-License-Identifier: MIT */
#include "audio/ab.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>

#include "audio/decode.h"

#define PI 3.14159265358979323846

static const double shortest_segment = 0.1, longest = 1e6; /* seconds */

struct neume_ab {
    struct neume_ab_config config;
    long turn, fade;    /* frames */
    long long *border;  /* [config.border_count] frames, or NULL */
    long long position; /* frames so far */
    long long last;     /* where this turn began */
    long long next;     /* where it ends */
    size_t segments;    /* before this one: b's are odd */
};

void neume_ab_config_init(struct neume_ab_config *config)
{
    *config = (struct neume_ab_config){
        .mode = NEUME_AB_ALTERNATE, .sample_rate = 44100, .channels = 2, .segment = 4, .fade = 0.02};
}

static int is_good(const struct neume_ab_config *c)
{
    return (int)c->mode >= 0 && c->mode < NEUME_AB_MODE_COUNT && c->sample_rate >= NEUME_MIN_RATE &&
           c->sample_rate <= NEUME_MAX_RATE && (c->channels == 1 || c->channels == 2) && c->segment >= 0.1 &&
           c->segment <= 3600 && c->fade >= 0.001 && c->fade <= 0.1;
}

static int rises(const double *border, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!(border[i] - (i ? border[i - 1] : 0) >= shortest_segment && border[i] <= longest))
            return 0;
    return 1;
}

/* The end of the turn that begins at ab->last. */
static long long end_of_segment(const struct neume_ab *ab)
{
    if (!ab->border)
        return ab->last + ab->turn;
    return ab->segments < ab->config.border_count ? ab->border[ab->segments] : LLONG_MAX;
}

enum neume_status neume_ab_new(struct neume_ab **out, const struct neume_ab_config *config)
{
    *out = NULL;
    if (!is_good(config) || !rises(config->border, config->border ? config->border_count : 0))
        return NEUME_ERR_ARGUMENT;
    struct neume_ab *ab = calloc(1, sizeof *ab);
    if (!ab)
        return NEUME_ERR_MEMORY;
    ab->config = *config;
    ab->turn = lrint(config->segment * config->sample_rate);
    ab->fade = lrint(config->fade * config->sample_rate);
    if (config->border) {
        ab->border = calloc(config->border_count + 1, sizeof *ab->border);
        if (!ab->border) {
            free(ab);
            return NEUME_ERR_MEMORY;
        }
        for (size_t i = 0; i < config->border_count; i++)
            ab->border[i] = llrint(config->border[i] * config->sample_rate);
    }
    neume_ab_reset(ab);
    *out = ab;
    return NEUME_OK;
}

void neume_ab_free(struct neume_ab *ab)
{
    if (!ab)
        return;
    free(ab->border);
    free(ab);
}

void neume_ab_reset(struct neume_ab *ab)
{
    ab->position = ab->last = 0;
    ab->segments = 0;
    ab->next = end_of_segment(ab);
}

int neume_ab_channels(const struct neume_ab *ab)
{
    return ab->config.mode == NEUME_AB_SIDES ? 2 : ab->config.channels;
}

/* The gains of a and b at the current frame. */
static void gains(const struct neume_ab *ab, float *a, float *b)
{
    int second = ab->segments & 1; /* b's turn */
    long long since = ab->position - ab->last, until = ab->next - ab->position;
    double share = 1; /* of the one whose turn it is, 0..1 */
    if (2 * since < ab->fade && ab->segments)
        share = 0.5 + ((double)since + 0.5) / (double)ab->fade;
    else if (until <= ab->fade / 2)
        share = 0.5 + ((double)until - 0.5) / (double)ab->fade;
    float own = 1, other = 0;
    if (share < 1) {
        own = (float)sin(share * PI / 2);
        other = (float)cos(share * PI / 2);
    }
    *a = second ? other : own;
    *b = second ? own : other;
}

static float mono(const float *x, int channels)
{
    return !x ? 0 : channels == 1 ? x[0] : 0.5f * (x[0] + x[1]);
}

static void step(struct neume_ab *ab)
{
    if (++ab->position < ab->next)
        return;
    ab->last = ab->next;
    ab->segments++;
    ab->next = end_of_segment(ab);
}

void neume_ab_process(struct neume_ab *ab, const float *a, const float *b, size_t frames, float *out)
{
    int channels = ab->config.channels;
    for (size_t i = 0; i < frames; i++) {
        const float *x = a ? a + i * (size_t)channels : NULL, *y = b ? b + i * (size_t)channels : NULL;
        if (ab->config.mode == NEUME_AB_SIDES) {
            out[2 * i] = mono(x, channels);
            out[2 * i + 1] = mono(y, channels);
            continue;
        }
        float ga, gb;
        gains(ab, &ga, &gb);
        for (int c = 0; c < channels; c++)
            out[i * (size_t)channels + (size_t)c] = (x ? ga * x[c] : 0) + (y ? gb * y[c] : 0);
        step(ab);
    }
}
