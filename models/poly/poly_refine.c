/* SPDX-License-Identifier: MIT */
#include "models/poly/poly_refine.h"

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
static const double goes_on = 0.15; /* seconds for which a note may sound after its end */
static const double overlap = 0.03; /* what begins so much before a note's end, or later, takes its place */
static const double fading = 0.06;  /* seconds over which an ended note is still heard beside another */
static const double frame_seconds = (double)NEUME_LOGSPEC_HOP / NEUME_LOGSPEC_RATE;

struct found {
    double guess, onset; /* frames: the decoder's, and the refined one */
};

struct neume_poly_refine {
    struct neume_sample_ring ring;
    struct neume_onset_refiner refiner;
    struct found found[NEUME_POLY_KEYS];
};

enum neume_status neume_poly_refine_new(struct neume_poly_refine **out, size_t delay)
{
    struct neume_poly_refine *o = *out = calloc(1, sizeof *o);
    if (!o)
        return NEUME_ERR_MEMORY;
    size_t around = (size_t)(NEUME_ONSET_REFINER_REACH * NEUME_LOGSPEC_RATE);
    enum neume_status status = neume_sample_ring_init(&o->ring, (delay + WAIT + 2) * NEUME_LOGSPEC_HOP + around);
    if (status != NEUME_OK) {
        neume_poly_refine_free(o);
        *out = NULL;
        return status;
    }
    neume_poly_refine_reset(o);
    return NEUME_OK;
}

void neume_poly_refine_free(struct neume_poly_refine *o)
{
    if (o)
        neume_sample_ring_release(&o->ring);
    free(o);
}

void neume_poly_refine_reset(struct neume_poly_refine *o)
{
    neume_sample_ring_reset(&o->ring);
    for (int k = 0; k < NEUME_POLY_KEYS; k++)
        o->found[k].guess = -1;
}

void neume_poly_refine_push(struct neume_poly_refine *o, const float *samples, size_t count)
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

static void refine(struct neume_poly_refine *o, const struct neume_poly_decoder *d, int k, double guess, double end)
{
    double old[NEUME_POLY_KEYS], new[NEUME_POLY_KEYS];
    struct neume_onset_guess g = guess_of(d, k, guess * frame_seconds, end * frame_seconds, old, new);
    double time = neume_onset_refiner_find(&o->refiner, &o->ring, NEUME_LOGSPEC_RATE, &g);
    o->found[k] = (struct found){guess, time == g.time ? guess : time / frame_seconds};
}

void neume_poly_refine_follow(struct neume_poly_refine *o, const struct neume_poly_decoder *d)
{
    for (int k = d->first_key; k < d->end_key; k++) {
        const struct neume_poly_voice *v = &d->voice[k];
        if (v->sounds && o->found[k].guess != v->note.onset && (double)d->frames > v->note.onset + WAIT)
            refine(o, d, k, v->note.onset, (double)d->frames);
    }
}

double neume_poly_refine_onset(struct neume_poly_refine *o, const struct neume_poly_decoder *d,
                               const struct neume_poly_note *note)
{
    int k = note->pitch - NEUME_POLY_LOW_PITCH;
    if (o->found[k].guess != note->onset)
        refine(o, d, k, note->onset, note->offset);
    return o->found[k].onset;
}

/* Key k's pitch, and what sounds about the end of its note, in seconds; *next: when the first of those begins that
 * begin there. */
static struct neume_onset_guess end_guess(const struct neume_poly_decoder *d, int k, double offset, double *next,
                                          double *old, double *new)
{
    struct neume_onset_guess g = {
        .time = offset, .back = reach, .on = goes_on, .hz = key_hz(k), .old = old, .new = new};
    *next = HUGE_VAL;
    for (int j = 0; j < NEUME_POLY_KEYS; j++) {
        const struct neume_poly_voice *v = &d->voice[j];
        double begins = v->note.onset * frame_seconds, ends = v->note.offset * frame_seconds;
        if (j == k || !v->note.pitch || begins > offset + goes_on)
            continue;
        if (begins >= offset - overlap) {
            new[g.new_count++] = key_hz(j);
            *next = fmin(*next, begins);
        } else if (v->sounds || ends > offset - fading)
            old[g.old_count++] = key_hz(j);
    }
    return g;
}

double neume_poly_refine_offset(struct neume_poly_refine *o, const struct neume_poly_decoder *d,
                                const struct neume_poly_note *note)
{
    int k = note->pitch - NEUME_POLY_LOW_PITCH;
    double old[NEUME_POLY_KEYS], new[NEUME_POLY_KEYS], next, offset = note->offset *frame_seconds;
    struct neume_onset_guess g = end_guess(d, k, offset, &next, old, new);
    const struct neume_poly_note *last = &d->voice[k].note;
    if (last->onset > note->onset)
        next = fmin(next, last->onset * frame_seconds);
    if (next <= offset)
        return note->offset;
    double time = neume_onset_refiner_fade(&o->refiner, &o->ring, NEUME_LOGSPEC_RATE, &g);
    return time == offset ? note->offset : fmin(time, next) / frame_seconds;
}
