/* SPDX-License-Identifier: MIT */
#include "models/poly/poly_partials.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PARTIALS = 10, BETWEEN = 4, EARLY = 4, MOMENTS = 5, LOOK_BACK = 6 };
enum { BEFORE, BEGIN, EARLIEST, LATER, LATEST };

/* Frames after the onset. */
static const int moment[MOMENTS] = {-2, 0, 2, 6, 12};

/* Bins over the fundamental: 36 log2 h. */
static const float bins_of[PARTIALS] = {0, 36, 57.059f, 72, 83.589f, 93.059f, 101.065f, 108, 114.117f, 119.589f};

struct profile {
    double onset; /* frames, of the note whose it is; < 0: none */
    float level[MOMENTS][PARTIALS], between[BETWEEN];
    unsigned seen; /* bit m: moment m has been */
};

struct neume_poly_partials {
    float (*ring)[NEUME_LOGSPEC_BINS]; /* [size]: the frames that the network has not answered yet */
    size_t size;
    uint64_t pushed;
    struct profile profile[NEUME_POLY_KEYS];
};

enum neume_status neume_poly_partials_new(struct neume_poly_partials **out, size_t delay)
{
    struct neume_poly_partials *p = calloc(1, sizeof *p);
    if (p) {
        p->size = delay + LOOK_BACK;
        p->ring = malloc(p->size * sizeof *p->ring);
    }
    if (!p || !p->ring) {
        neume_poly_partials_free(p);
        return NEUME_ERR_MEMORY;
    }
    neume_poly_partials_reset(p);
    *out = p;
    return NEUME_OK;
}

void neume_poly_partials_free(struct neume_poly_partials *p)
{
    if (p)
        free(p->ring);
    free(p);
}

void neume_poly_partials_reset(struct neume_poly_partials *p)
{
    p->pushed = 0;
    for (int k = 0; k < NEUME_POLY_KEYS; k++)
        p->profile[k].onset = -1;
}

void neume_poly_partials_push(struct neume_poly_partials *p, const struct neume_poly_frame *frame)
{
    memcpy(p->ring[p->pushed++ % p->size], frame->x, sizeof frame->x);
}

/* The highest of three bins; 0 beyond the last. */
static float height(const float *x, float at)
{
    int b = (int)lroundf(at);
    if (b + 1 >= NEUME_LOGSPEC_BINS)
        return 0;
    float high = x[b] > x[b + 1] ? x[b] : x[b + 1];
    return b && x[b - 1] > high ? x[b - 1] : high;
}

static void look(struct profile *p, int m, const float *x, int k)
{
    float at = (float)(NEUME_LOGSPEC_PER_SEMITONE * k);
    for (int h = 0; h < PARTIALS; h++)
        p->level[m][h] = height(x, at + bins_of[h]);
    for (int h = 0; h < BETWEEN && m == EARLIEST; h++) {
        int b = (int)lroundf(at + (bins_of[h] + bins_of[h + 1]) / 2);
        p->between[h] = b < NEUME_LOGSPEC_BINS ? x[b] : 0;
    }
    p->seen |= 1u << m;
}

void neume_poly_partials_follow(struct neume_poly_partials *p, const struct neume_poly_decoder *d)
{
    int64_t newest = (int64_t)d->frames - 1, oldest = (int64_t)p->pushed - (int64_t)p->size;
    for (int k = 0; k < NEUME_POLY_KEYS; k++) {
        struct profile *f = &p->profile[k];
        if (!d->voice[k].sounds)
            continue;
        if (f->onset != d->voice[k].note.onset)
            *f = (struct profile){.onset = d->voice[k].note.onset};
        for (int m = 0; m < MOMENTS; m++) {
            int64_t at = (int64_t)llround(f->onset) + moment[m];
            if (!(f->seen >> m & 1) && at >= 0 && at >= oldest && at <= newest)
                look(f, m, p->ring[(uint64_t)at % p->size], k);
        }
    }
}

void neume_poly_partials_end(const struct neume_poly_partials *p, const struct neume_poly_note *note, float *row)
{
    const struct profile *f = &p->profile[note->pitch - NEUME_POLY_LOW_PITCH];
    float top = 0, *out = row;
    memset(row, 0, NEUME_POLY_PARTIALS * sizeof *row);
    if (f->onset != note->onset || !(f->seen >> EARLIEST & 1))
        return;
    for (int h = 0; h < PARTIALS; h++)
        top = fmaxf(top, f->level[EARLIEST][h]);
    *out++ = top;
    for (int h = 0; h < PARTIALS; h++)
        *out++ = f->level[EARLIEST][h] - top;
    for (int m = LATER; m <= LATEST; m++, out += PARTIALS) {
        int seen = f->seen >> m & 1;
        *out++ = (float)seen;
        for (int h = 0; h < PARTIALS && seen; h++)
            out[h] = f->level[m][h] - f->level[m - 1][h];
    }
    for (int h = 0; h < BETWEEN; h++)
        *out++ = f->between[h] - top;
    for (int m = BEFORE; m <= BEGIN; m++, out += EARLY)
        for (int h = 0; h < EARLY && f->seen >> m & 1; h++)
            out[h] = f->level[m][h] - f->level[EARLIEST][h];
    *out = (float)(f->seen & 1);
}
