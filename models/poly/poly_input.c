/* SPDX-License-Identifier: MIT */
#include "models/poly/poly_input.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/dc.h"
#include "analysis/logarithm.h"

enum { AHEAD = NEUME_POLY_INPUT_AHEAD, SLOTS = AHEAD + 1, PIECE = 256 };

static const double level_fall = 30;    /* seconds for the running level to fall to 1 / e */
static const float quietest = 3.16e-4f; /* the lowest level: under -70 dB there is nothing to transcribe */
static const float floor_db = 80, unit_db = 40;

struct neume_poly_input {
    struct neume_dc dc;
    struct neume_logspec *logspec;
    float ring[SLOTS][NEUME_LOGSPEC_BINS]; /* frames that wait for the level to come */
    float peak[SLOTS];
    float level, decay;
    uint64_t taken, handed;
    float clean[PIECE]; /* samples without DC that the spectrogram has not taken yet */
    size_t clean_first, clean_count;
    struct neume_poly_frame frame;
};

enum neume_status neume_poly_input_new(struct neume_poly_input **out)
{
    struct neume_poly_input *p = calloc(1, sizeof *p);
    *out = NULL;
    if (!p)
        return NEUME_ERR_MEMORY;
    enum neume_status status = neume_logspec_new(&p->logspec);
    if (status != NEUME_OK) {
        neume_poly_input_free(p);
        return status;
    }
    neume_dc_init(&p->dc, NEUME_LOGSPEC_RATE);
    p->decay = (float)exp(-(double)NEUME_LOGSPEC_HOP / NEUME_LOGSPEC_RATE / level_fall);
    neume_poly_input_reset(p);
    *out = p;
    return NEUME_OK;
}

void neume_poly_input_free(struct neume_poly_input *p)
{
    if (!p)
        return;
    neume_logspec_free(p->logspec);
    free(p);
}

void neume_poly_input_reset(struct neume_poly_input *p)
{
    neume_dc_reset(&p->dc);
    neume_logspec_reset(p->logspec);
    p->level = quietest;
    p->taken = p->handed = 0;
    p->clean_first = p->clean_count = 0;
}

static void take_frame(struct neume_poly_input *p, const float *frame)
{
    size_t slot = (size_t)(p->taken++ % SLOTS);
    float peak = 0;
    memcpy(p->ring[slot], frame, sizeof p->ring[slot]);
    for (size_t b = 0; b < NEUME_LOGSPEC_BINS; b++)
        peak = frame[b] > peak ? frame[b] : peak;
    p->peak[slot] = peak;
}

/* The oldest waiting frame, all of its surroundings being there. */
static const struct neume_poly_frame *hand_out(struct neume_poly_input *p)
{
    const float *frame = p->ring[p->handed % SLOTS];
    p->level = fmaxf(p->level * p->decay, quietest);
    for (uint64_t k = p->handed; k < p->taken; k++)
        p->level = p->peak[k % SLOTS] > p->level ? p->peak[k % SLOTS] : p->level;
    p->handed++;
    p->frame.level = 20 * log10f(p->level);
    for (size_t b = 0; b < NEUME_LOGSPEC_BINS; b++)
        p->frame.x[b] = frame[b] + 1e-9f;
    neume_decibels(p->frame.x, p->frame.x, NEUME_LOGSPEC_BINS);
    for (size_t b = 0; b < NEUME_LOGSPEC_BINS; b++) {
        float db = p->frame.x[b] - p->frame.level;
        p->frame.x[b] = db > -floor_db ? (db + floor_db) / unit_db : 0;
    }
    return &p->frame;
}

size_t neume_poly_input_process(struct neume_poly_input *p, const float *samples, size_t count,
                                const struct neume_poly_frame **frame)
{
    size_t used = 0;
    *frame = NULL;
    while (p->clean_count || used < count) {
        if (!p->clean_count) {
            size_t n = count - used < PIECE ? count - used : PIECE;
            neume_dc_process(&p->dc, samples + used, n, p->clean);
            used += n;
            p->clean_first = 0;
            p->clean_count = n;
        }
        const float *spectrum;
        size_t n = neume_logspec_process(p->logspec, p->clean + p->clean_first, p->clean_count, &spectrum);
        p->clean_first += n;
        p->clean_count -= n;
        if (!spectrum)
            continue;
        take_frame(p, spectrum);
        if (p->taken - p->handed > AHEAD) {
            *frame = hand_out(p);
            break;
        }
    }
    return used;
}

const struct neume_poly_frame *neume_poly_input_flush(struct neume_poly_input *p)
{
    const struct neume_poly_frame *frame;
    const float *spectrum;
    neume_poly_input_process(p, NULL, 0, &frame); /* what it kept of the last piece */
    if (frame)
        return frame;
    while (p->taken - p->handed <= AHEAD && (spectrum = neume_logspec_flush(p->logspec)))
        take_frame(p, spectrum);
    return p->handed < p->taken ? hand_out(p) : NULL;
}
