/* SPDX-License-Identifier: MIT */
#include "analysis/onset.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/attack.h"

/* Peak picking after Boeck and Widmer, section 2.3, in frames of 5 ms, tuned on the development sets. */
enum {
    MEAN_BEFORE = 40,
    MEAN_AFTER = 14,
    PEAK_BEFORE = 5,
    PEAK_AFTER = 14,
    RING = 64 /* a power of two over mean_before + mean_after + 1 */
};

static const float over_mean = 1.0f;

struct neume_onset_detector {
    struct neume_onset_config config;
    struct neume_flux flux;
    struct neume_attack attack;
    float threshold;
    float past[RING]; /* the newest values of the flux */
    uint64_t frames;  /* values that came */
    uint64_t picked;  /* values that were looked at */
    double last;      /* the onset before, seconds */
    struct neume_onset waiting;
    int is_waiting;
};

void neume_onset_config_init(struct neume_onset_config *config)
{
    *config = (struct neume_onset_config){.sample_rate = 44100, .sensitivity = 0.5, .min_gap = 0.03};
}

static int config_is_good(const struct neume_onset_config *c)
{
    return c->sample_rate >= 8000 && c->sample_rate <= 192000 && c->sensitivity >= 0 && c->sensitivity <= 1 &&
           c->min_gap >= 0.005 && c->min_gap <= 1;
}

enum neume_status neume_onset_new(struct neume_onset_detector **out, const struct neume_onset_config *config)
{
    *out = NULL;
    if (!config_is_good(config))
        return NEUME_ERR_ARGUMENT;
    struct neume_onset_detector *d = calloc(1, sizeof *d);
    if (!d)
        return NEUME_ERR_MEMORY;
    d->config = *config;
    /* 0.025 at the middle; the ends of the range are 8 times as much and as little. */
    d->threshold = 0.025f * (float)pow(2, 6 * (0.5 - config->sensitivity));
    enum neume_status status = neume_flux_init(&d->flux, config->sample_rate);
    if (status == NEUME_OK)
        status = neume_attack_init(&d->attack, config->sample_rate);
    if (status != NEUME_OK) {
        neume_onset_free(d);
        return status;
    }
    neume_onset_reset(d);
    *out = d;
    return NEUME_OK;
}

void neume_onset_free(struct neume_onset_detector *d)
{
    if (!d)
        return;
    neume_flux_release(&d->flux);
    neume_attack_release(&d->attack);
    free(d);
}

void neume_onset_reset(struct neume_onset_detector *d)
{
    neume_flux_reset(&d->flux);
    neume_attack_reset(&d->attack);
    d->frames = d->picked = 0;
    d->last = -1;
    d->is_waiting = 0;
}

void neume_onset_share(struct neume_onset_detector *d, neume_spectrum_fn listener, void *user)
{
    d->flux.listener = listener;
    d->flux.listener_user = user;
}

double neume_onset_delay(const struct neume_onset_detector *d)
{
    return neume_flux_delay(&d->flux) + (PEAK_AFTER + MEAN_AFTER) * neume_flux_period(&d->flux);
}

static float value(const struct neume_onset_detector *d, uint64_t t)
{
    return d->past[t % RING];
}

/* The flux at `t` over its threshold where it is the peak of its surroundings and above their mean, or 0. */
static float peak_at(const struct neume_onset_detector *d, uint64_t t)
{
    uint64_t first = t > MEAN_BEFORE ? t - MEAN_BEFORE : 0;
    uint64_t end = t + MEAN_AFTER + 1 < d->frames ? t + MEAN_AFTER + 1 : d->frames;
    float here = value(d, t), sum = 0;
    for (uint64_t i = first; i < end; i++) {
        if (i + PEAK_BEFORE >= t && i <= t + PEAK_AFTER && value(d, i) > here)
            return 0;
        sum += value(d, i);
    }
    float bar = d->threshold + over_mean * sum / (float)(end - first);
    return here > bar ? here / bar : 0;
}

/* Looks at the next value, all that it needs being there. */
static void pick(struct neume_onset_detector *d)
{
    uint64_t t = d->picked++;
    float strength = peak_at(d, t);
    if (strength <= 0)
        return;
    double time = neume_attack_find(&d->attack, (double)t * neume_flux_period(&d->flux));
    if (d->last >= 0 && time - d->last < d->config.min_gap)
        return;
    d->last = time;
    d->waiting = (struct neume_onset){time, strength};
    d->is_waiting = 1;
}

static void take(struct neume_onset_detector *d, const struct neume_flux_frame *frame)
{
    d->past[d->frames++ % RING] = frame->flux;
    if (d->frames > MEAN_AFTER)
        pick(d);
}

static size_t hand_over(struct neume_onset_detector *d, struct neume_onset *out, size_t capacity)
{
    if (!d->is_waiting || !capacity)
        return 0;
    d->is_waiting = 0;
    *out = d->waiting;
    return 1;
}

size_t neume_onset_process(struct neume_onset_detector *d, const float *samples, size_t count, struct neume_onset *out,
                           size_t capacity, size_t *made)
{
    size_t used = 0;
    *made = hand_over(d, out, capacity);
    while (used < count && !d->is_waiting) {
        struct neume_flux_frame frame;
        int is_frame;
        size_t n = neume_flux_process(&d->flux, samples + used, count - used, &frame, &is_frame);
        neume_attack_process(&d->attack, samples + used, n);
        used += n;
        if (is_frame)
            take(d, &frame);
        *made += hand_over(d, out + *made, capacity - *made);
    }
    return used;
}

size_t neume_onset_flush(struct neume_onset_detector *d, struct neume_onset *out, size_t capacity)
{
    struct neume_flux_frame frame;
    while (!d->is_waiting && neume_flux_flush(&d->flux, &frame))
        take(d, &frame);
    while (!d->is_waiting && d->picked < d->frames)
        pick(d);
    return hand_over(d, out, capacity);
}
