/* SPDX-License-Identifier: MIT */
#include "models/poly/poly_onsets.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/logspec.h"
#include "analysis/onset_refine.h"
#include "analysis/sample_ring.h"

enum { WAIT = 16 }; /* frames of a note after which its attack is over, and what begins in it is known */

static const double reach = 0.06;   /* seconds by which the decoder may be wrong */
static const double before = 0.05;  /* what begins this much sooner than a note is older than it */
static const double ring_on = 0.15; /* seconds that an ended note may still be heard */
static const double attack = 0.35;  /* seconds in which an attack is over */
static const double frame_seconds = (double)NEUME_LOGSPEC_HOP / NEUME_LOGSPEC_RATE;

struct found {
    double guess, onset; /* frames: the decoder's, and the refined one */
};

struct neume_poly_onsets {
    struct neume_sample_ring ring;
    struct neume_onset_refiner refiner;
    struct found found[NEUME_POLY_KEYS];
};

enum neume_status neume_poly_onsets_new(struct neume_poly_onsets **out, size_t delay)
{
    struct neume_poly_onsets *o = *out = calloc(1, sizeof *o);
    if (!o)
        return NEUME_ERR_MEMORY;
    size_t around = (size_t)(NEUME_ONSET_REFINER_REACH * NEUME_LOGSPEC_RATE);
    enum neume_status status = neume_sample_ring_init(&o->ring, (delay + WAIT + 2) * NEUME_LOGSPEC_HOP + around);
    if (status != NEUME_OK) {
        neume_poly_onsets_free(o);
        *out = NULL;
        return status;
    }
    neume_poly_onsets_reset(o);
    return NEUME_OK;
}

void neume_poly_onsets_free(struct neume_poly_onsets *o)
{
    if (o)
        neume_sample_ring_release(&o->ring);
    free(o);
}

void neume_poly_onsets_reset(struct neume_poly_onsets *o)
{
    neume_sample_ring_reset(&o->ring);
    for (int k = 0; k < NEUME_POLY_KEYS; k++)
        o->found[k].guess = -1;
}

void neume_poly_onsets_push(struct neume_poly_onsets *o, const float *samples, size_t count)
{
    neume_sample_ring_push(&o->ring, samples, count);
}

static double key_hz(int key)
{
    return 27.5 * pow(2, key / 12.0);
}

/* What is to be known of a note of key k that lasts until `end`, in seconds; old, new: [NEUME_POLY_KEYS]. */
static struct neume_onset_guess guess_of(const struct neume_poly_decoder *d, int k, double onset, double end,
                                         double *old, double *new)
{
    struct neume_onset_guess g = {.time = onset, .back = reach, .on = reach, .hz = key_hz(k), .old = old, .new = new};
    g.end = fmax(fmin(end, onset + attack), onset + reach);
    for (int j = 0; j < NEUME_POLY_KEYS; j++) {
        const struct neume_poly_voice *v = &d->voice[j];
        double begins = v->note.onset * frame_seconds, ends = v->note.offset * frame_seconds;
        if (j == k || !v->note.pitch || begins > g.end || (!v->sounds && ends < onset - ring_on))
            continue;
        if (begins < onset - before)
            old[g.old_count++] = key_hz(j);
        else
            new[g.new_count++] = key_hz(j);
    }
    return g;
}

static void refine(struct neume_poly_onsets *o, const struct neume_poly_decoder *d, int k, double guess, double end)
{
    double old[NEUME_POLY_KEYS], new[NEUME_POLY_KEYS];
    struct neume_onset_guess g = guess_of(d, k, guess * frame_seconds, end * frame_seconds, old, new);
    double time = neume_onset_refiner_find(&o->refiner, &o->ring, NEUME_LOGSPEC_RATE, &g);
    o->found[k] = (struct found){guess, time == g.time ? guess : time / frame_seconds};
}

void neume_poly_onsets_follow(struct neume_poly_onsets *o, const struct neume_poly_decoder *d)
{
    for (int k = d->first_key; k < d->end_key; k++) {
        const struct neume_poly_voice *v = &d->voice[k];
        if (v->sounds && o->found[k].guess != v->note.onset && (double)d->frames > v->note.onset + WAIT)
            refine(o, d, k, v->note.onset, (double)d->frames);
    }
}

double neume_poly_onsets_end(struct neume_poly_onsets *o, const struct neume_poly_decoder *d,
                             const struct neume_poly_note *note)
{
    int k = note->pitch - NEUME_POLY_LOW_PITCH;
    if (o->found[k].guess != note->onset)
        refine(o, d, k, note->onset, note->offset);
    return o->found[k].onset;
}
