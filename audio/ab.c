/* SPDX-License-Identifier: MIT */
#include "audio/ab.h"

#include <math.h>
#include <stdlib.h>

#include "audio/decode.h"

#define PI 3.14159265358979323846

struct neume_ab {
    struct neume_ab_config config;
    long turn, fade; /* frames */
    long position;   /* frames into the pair of turns, 0 .. 2 turn - 1 */
    int repeats;     /* 1 after the first pair: only then is a turn of b behind the start of a's */
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

enum neume_status neume_ab_new(struct neume_ab **out, const struct neume_ab_config *config)
{
    *out = NULL;
    if (!is_good(config))
        return NEUME_ERR_ARGUMENT;
    struct neume_ab *ab = calloc(1, sizeof *ab);
    if (!ab)
        return NEUME_ERR_MEMORY;
    ab->config = *config;
    ab->turn = lrint(config->segment * config->sample_rate);
    ab->fade = lrint(config->fade * config->sample_rate);
    *out = ab;
    return NEUME_OK;
}

void neume_ab_free(struct neume_ab *ab)
{
    free(ab);
}

void neume_ab_reset(struct neume_ab *ab)
{
    ab->position = 0;
    ab->repeats = 0;
}

int neume_ab_channels(const struct neume_ab *ab)
{
    return ab->config.mode == NEUME_AB_SIDES ? 2 : ab->config.channels;
}

/* The gains of a and b at the current frame. */
static void gains(const struct neume_ab *ab, float *a, float *b)
{
    long p = ab->position, turn = ab->turn;
    int second = p >= turn;             /* b's turn */
    long since = second ? p - turn : p; /* frames after the last border */
    double share = 1;                   /* of the one whose turn it is, 0..1 */
    if (2 * since < ab->fade && (second || ab->repeats))
        share = 0.5 + ((double)since + 0.5) / (double)ab->fade;
    else if (2 * (turn - since) <= ab->fade)
        share = 0.5 + ((double)(turn - since) - 0.5) / (double)ab->fade;
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
    if (++ab->position == 2 * ab->turn) {
        ab->position = 0;
        ab->repeats = 1;
    }
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
