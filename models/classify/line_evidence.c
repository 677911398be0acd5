/* SPDX-License-Identifier: MIT */
#include "models/classify/line_evidence.h"

#include <math.h>

static const double head = 0.03, tail = 0.01;              /* seconds at a note's edges in which it is not alone */
static const float same = 1;                               /* semitones within which tracker and note agree */
static const float widest = 80;                            /* cents of straying that still count */
static const float steepest_fall = 60, steepest_rise = 20; /* dB a second */
static const float movement = 0.25f, leap = 0.7f;          /* semitones over REACH frames either way; in one frame */

enum { LEAST = 6, LEAST_FALL = 10, REACH = 3 }; /* frames */

/* Sums over notes; each mean is weighted by the frames that it was read from. */
struct sums {
    double frames, followed;
    double wander, wander_frames;
    double fall, fall_frames;
};

/* The frames of [from, to) about their own mean that agree with `pitch`. */
static void add_pitch(struct sums *s, const struct neume_line_frame *f, size_t from, size_t to, float pitch)
{
    double n = 0, sum = 0, squares = 0;
    for (size_t i = from; i < to; i++) {
        double away = (double)(f[i].pitch - pitch);
        if (f[i].pitch <= 0 || fabs(away) > (double)same)
            continue;
        n++;
        sum += away;
        squares += away * away;
    }
    s->frames += (double)(to - from);
    s->followed += n;
    if (n < LEAST)
        return;
    s->wander += n * fmin(100 * sqrt(fmax(squares / n - sum * sum / (n * n), 0)), (double)widest);
    s->wander_frames += n;
}

/* The slope of the loudness from its top on, by least squares. */
static void add_fall(struct sums *s, const struct neume_line_frame *f, size_t from, size_t to)
{
    size_t top = from;
    double n, middle, mean = 0, over = 0, under = 0;
    for (size_t i = from; i < to; i++)
        top = f[i].loudness > f[top].loudness ? i : top;
    if (to - top < LEAST_FALL)
        return;
    n = (double)(to - top);
    middle = (n - 1) / 2;
    for (size_t i = top; i < to; i++)
        mean += (double)f[i].loudness / n;
    for (size_t i = top; i < to; i++) {
        double t = (double)(i - top) - middle;
        over += t * ((double)f[i].loudness - mean);
        under += t * t;
    }
    double slope = over / under / (double)(f[top + 1].time - f[top].time);
    s->fall -= n * fmin(fmax(slope, (double)-steepest_fall), (double)steepest_rise);
    s->fall_frames += n;
}

/* The first frame from `from` on that is not before `time`. */
static size_t frame_from(const struct neume_line_frame *f, size_t count, size_t from, double time)
{
    while (from < count && (double)f[from].time < time)
        from++;
    return from;
}

/* Whether a note with the frame's pitch sounds then; *first moves on past the notes that all have ended. */
static int is_explained(const struct neume_line_frame *f, const struct neume_notes *notes, size_t *first)
{
    while (*first < notes->count && notes->note[*first].offset < (double)f->time)
        ++*first;
    for (size_t i = *first; i < notes->count && notes->note[i].onset <= (double)f->time; i++)
        if (notes->note[i].offset >= (double)f->time && fabsf((float)notes->note[i].pitch - f->pitch) <= same)
            return 1;
    return 0;
}

/* Whether the pitch is on its way about frame i without a leap. */
static int is_moving(const struct neume_line_frame *f, size_t count, size_t i)
{
    if (i < REACH || i + REACH >= count)
        return 0;
    for (size_t k = i - REACH; k < i + REACH; k++)
        if (f[k].pitch <= 0 || f[k + 1].pitch <= 0 || fabsf(f[k + 1].pitch - f[k].pitch) > leap)
            return 0;
    return fabsf(f[i + REACH].pitch - f[i - REACH].pitch) > movement;
}

static void count_voiced(const struct neume_line_frame *f, size_t count, const struct neume_notes *notes,
                         struct neume_line_evidence *e)
{
    double voiced = 0, explained = 0, moving = 0;
    for (size_t i = 0, first = 0; i < count; i++) {
        if (f[i].pitch <= 0)
            continue;
        voiced++;
        explained += is_explained(&f[i], notes, &first);
        moving += is_moving(f, count, i);
    }
    e->explained = voiced > 0 ? explained / voiced : 0;
    e->moving = voiced > 0 ? moving / voiced : 0;
}

struct neume_line_evidence neume_line_evidence_count(const struct neume_line_frame *frames, size_t count,
                                                     const struct neume_notes *notes)
{
    struct neume_line_evidence e = {0};
    struct sums s = {0};
    for (size_t i = 0, at = 0; i < notes->count; i++) {
        const struct neume_note *n = &notes->note[i];
        at = frame_from(frames, count, at, n->onset + head);
        size_t end = frame_from(frames, count, at, n->offset - tail);
        if (end - at < LEAST)
            continue;
        add_pitch(&s, frames, at, end, (float)n->pitch);
        add_fall(&s, frames, at, end);
    }
    e.followed = s.frames > 0 ? s.followed / s.frames : 0;
    e.wander = s.wander_frames > 0 ? s.wander / s.wander_frames : 0;
    e.fall = s.fall_frames > 0 ? s.fall / s.fall_frames : 0;
    count_voiced(frames, count, notes, &e);
    return e;
}
