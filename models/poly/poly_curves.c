/* SPDX-License-Identifier: MIT */
#include "models/poly/poly_curves.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PARTIALS = 4, OTHERS = 6, STRONG = 3 }; /* that are read; those of other notes that may lie on them */

static const float bin_cents = 100.0f / NEUME_LOGSPEC_PER_SEMITONE;
static const float reach = 80;        /* cents: what lies further off is another key's */
static const float stands_out = 0.2f; /* 8 dB over what lies a semitone to either side, in the input's units of 40 dB */
static const float weakest = 0.5f;    /* 20 dB under the strongest of the partials a partial says nothing */
static const float abrupt = 0.25f;    /* 10 dB within two frames: the window is half empty */
static const float faded = 0.65f;     /* 26 dB under the note's loudest moment other sounds are heard as well */
static const float apart = 110;       /* cents between partials that do not disturb each other */
static const double quick_hz = 400;   /* where a window is 100 ms long: short enough for a vibrato */
static const float bins_of[OTHERS] = {/* over the fundamental: 36 log2 h */
                                      0, 36, 57.059f, 72, 83.59f, 93.059f};

struct voice {
    struct neume_pitch_curve curve;
    double onset;         /* frames, of the note whose curve it is */
    size_t frame;         /* of the note: the next one */
    float before[2], top; /* height of the peak read a frame and two frames ago, and the highest so far */
    int sounds;
};

struct neume_poly_curves {
    float (*ring)[NEUME_LOGSPEC_BINS]; /* [size]: the frames that the network has not answered yet */
    size_t size;
    uint64_t pushed;
    struct voice voice[NEUME_POLY_KEYS];
};

enum neume_status neume_poly_curves_new(struct neume_poly_curves **out, size_t delay)
{
    struct neume_poly_curves *c = calloc(1, sizeof *c);
    if (c) {
        c->size = delay + 2; /* the decoder looks back a frame */
        c->ring = malloc(c->size * sizeof *c->ring);
    }
    if (!c || !c->ring) {
        neume_poly_curves_free(c);
        return NEUME_ERR_MEMORY;
    }
    *out = c;
    return NEUME_OK;
}

void neume_poly_curves_free(struct neume_poly_curves *c)
{
    if (c)
        free(c->ring);
    free(c);
}

void neume_poly_curves_reset(struct neume_poly_curves *c)
{
    c->pushed = 0;
    for (int k = 0; k < NEUME_POLY_KEYS; k++)
        c->voice[k].sounds = 0;
}

void neume_poly_curves_push(struct neume_poly_curves *c, const struct neume_poly_frame *frame)
{
    memcpy(c->ring[c->pushed++ % c->size], frame->x, sizeof frame->x);
}

/* Whether one of the first `count` partials of another note lies within `apart` of partial h of key k. */
static int covered(const struct neume_poly_decoder *d, int k, int h, int count)
{
    float at = (float)(NEUME_LOGSPEC_PER_SEMITONE * k) + bins_of[h];
    for (int j = 0; j < NEUME_POLY_KEYS; j++)
        for (int m = 0; m < count && j != k && d->voice[j].sounds; m++)
            if (fabsf((float)(NEUME_LOGSPEC_PER_SEMITONE * j) + bins_of[m] - at) * bin_cents < apart)
                return 1;
    return 0;
}

/* The peak of partial h of key k: cents from where the key has it, and its height. 0 where none stands out. */
static int find_peak(const float *x, int k, int h, float *cents, float *height)
{
    float at = (float)(NEUME_LOGSPEC_PER_SEMITONE * k) + bins_of[h];
    int middle = (int)lroundf(at), best = middle;
    if (middle < 5 || middle > NEUME_LOGSPEC_BINS - 6)
        return 0;
    for (int b = middle - 2; b <= middle + 2; b++)
        if (x[b] > x[best])
            best = b;
    float curve = x[best - 1] - 2 * x[best] + x[best + 1];
    if (x[best] < x[best - 1] || x[best] < x[best + 1] || !(curve < 0) ||
        x[best] < fmaxf(x[best - 3], x[best + 3]) + stands_out)
        return 0;
    *height = x[best] - 0.125f * (x[best - 1] - x[best + 1]) * (x[best - 1] - x[best + 1]) / curve;
    *cents = ((float)best - at + 0.5f * (x[best - 1] - x[best + 1]) / curve) * bin_cents;
    return fabsf(*cents) <= reach;
}

/* The lowest partial that is heard in a window short enough; below it the windows are longer, above it other notes'
 * partials and a string's stiffness are in the way. */
static int preferred(int k)
{
    int h = 0;
    while (h + 1 < PARTIALS && 27.5 * pow(2, k / 12.0) * (h + 1) < quick_hz)
        h++;
    return h;
}

/* Of the partials that can be read the one nearest to `want`, if the first `count` of other notes leave any; or -1. */
static int choose(const struct neume_poly_decoder *d, int k, const int *good, int want, int count)
{
    int chosen = -1;
    for (int h = 0; h < PARTIALS; h++)
        if (good[h] && (chosen < 0 || abs(h - want) <= abs(chosen - want)) && !covered(d, k, h, count))
            chosen = h;
    return chosen;
}

/* Cents of key k in a frame, and the height of the peak that has them; -1 where no partial can be read, or which. */
static int read_pitch(const float *x, const struct neume_poly_decoder *d, int k, float *cents, float *level)
{
    float value[PARTIALS], height[PARTIALS] = {0}, top = 0;
    int good[PARTIALS], want = preferred(k);
    for (int h = 0; h < PARTIALS; h++) {
        good[h] = find_peak(x, k, h, &value[h], &height[h]);
        if (good[h])
            top = fmaxf(top, height[h]);
    }
    for (int h = 0; h < PARTIALS; h++)
        good[h] = good[h] && height[h] >= top - weakest;
    int chosen = choose(d, k, good, want, OTHERS);
    if (chosen < 0) /* the higher partials of the others are mostly the weaker */
        chosen = choose(d, k, good, want, STRONG);
    /* Under other notes' partials all of them: the fundamental is what the key itself is heard by. */
    if (chosen < 0 && good[0] && height[0] >= top)
        chosen = 0;
    if (chosen >= 0) {
        *cents = value[chosen];
        *level = height[chosen];
    }
    return chosen;
}

/* The height of partial h of key k two frames after frame t; `level` where that is not known. */
static float height_after(const struct neume_poly_curves *c, uint64_t t, int k, int h, float level)
{
    float cents, height;
    if (t + 2 >= c->pushed || !find_peak(c->ring[(t + 2) % c->size], k, h, &cents, &height))
        return level;
    return height;
}

/* The pitch of key k in frame t, if it can be trusted: at its edges a note's windows hold only half of it. */
static int hear_pitch(struct neume_poly_curves *c, const struct neume_poly_decoder *d, uint64_t t, int k, float *cents)
{
    struct voice *v = &c->voice[k];
    float level, falling = v->before[1];
    int h = read_pitch(c->ring[t % c->size], d, k, cents, &level);
    v->before[1] = v->before[0];
    v->before[0] = h < 0 ? 0 : level;
    if (h < 0)
        return 0;
    v->top = fmaxf(v->top, level);
    return level > v->top - faded && falling - level < abrupt && height_after(c, t, k, h, level) - level < abrupt;
}

void neume_poly_curves_follow(struct neume_poly_curves *c, const struct neume_poly_decoder *d)
{
    if (d->frames < 2)
        return;
    uint64_t t = d->frames - 2; /* the decoder judged it with the frame after it */
    for (int k = d->first_key; k < d->end_key; k++) {
        struct voice *v = &c->voice[k];
        const struct neume_poly_note *note = &d->voice[k].note;
        if (!d->voice[k].sounds)
            continue;
        if (!v->sounds || v->onset != note->onset) {
            v->sounds = 1;
            v->onset = note->onset;
            v->frame = 0;
            v->top = v->before[0] = v->before[1] = 0;
            neume_pitch_curve_begin(&v->curve);
        }
        float cents, time = (float)((double)t - note->onset) * NEUME_LOGSPEC_HOP / NEUME_LOGSPEC_RATE;
        int heard = hear_pitch(c, d, t, k, &cents);
        if (!heard && v->curve.count)
            cents = v->curve.point[v->curve.count - 1].cents;
        if ((heard || v->curve.count) && time >= 0)
            neume_pitch_curve_add(&v->curve, v->frame, time, cents);
        v->frame++;
    }
}

/* Each point on the parabola that fits it and two on either side best (Savitzky and Golay, Analytical Chemistry 36(8),
 * 1964): a vibrato of 6 Hz keeps 96 % of its width. */
static void smooth(struct neume_pitch_curve *c)
{
    if (c->count < 5)
        return;
    float before[2] = {c->point[0].cents, c->point[1].cents};
    for (size_t i = 2; i + 2 < c->count; i++) {
        float here = c->point[i].cents;
        c->point[i].cents =
            (17 * here + 12 * (before[1] + c->point[i + 1].cents) - 3 * (before[0] + c->point[i + 2].cents)) / 35;
        before[0] = before[1];
        before[1] = here;
    }
}

/* From when the note begins to sound to its end. */
static void trim(struct neume_pitch_curve *c, float begin, float end)
{
    size_t first = 0, kept = 0;
    while (first + 1 < c->count && c->point[first].time < begin)
        first++;
    for (size_t i = first; i < c->count && c->point[i].time < end; i++)
        c->point[kept++] = (struct neume_bend){fmaxf(c->point[i].time - begin, 0), c->point[i].cents};
    c->count = kept;
}

const struct neume_pitch_curve *neume_poly_curves_end(struct neume_poly_curves *c, const struct neume_poly_note *note,
                                                      double begin)
{
    struct voice *v = &c->voice[note->pitch - NEUME_POLY_LOW_PITCH];
    struct neume_pitch_curve *curve = &v->curve;
    const double frame = (double)NEUME_LOGSPEC_HOP / NEUME_LOGSPEC_RATE;
    if (!v->sounds || v->onset != note->onset)
        neume_pitch_curve_begin(curve);
    v->sounds = 0;
    smooth(curve);
    trim(curve, (float)((begin - note->onset) * frame), (float)((note->offset - note->onset) * frame));
    if (curve->count)
        curve->point[0].time = 0; /* from its first reading it is known */
    neume_pitch_curve_thin(curve);
    return curve;
}
