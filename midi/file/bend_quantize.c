/* SPDX-License-Identifier: MIT */
#include "midi/file/bend_quantize.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { HALVINGS = 10 }; /* of what lies between the bound that is too small and the one that is not */

static const double jump = 0.001; /* seconds */
static const double span = 1.5;   /* bounds that a stair spans: less than 2, so that it need not hold their middle */

/* The place on the curve, and the stair that is not finished. */
struct walk {
    size_t next;        /* knot */
    double time, value; /* seconds, cents */
    double from;        /* seconds: where the stair begins */
    double low, high;   /* cents: what it spans so far */
    double area;        /* cents times seconds, since it began */
};

void neume_bend_steps_release(struct neume_bend_steps *s)
{
    if (!s)
        return;
    free(s->stair);
    free(s->knot);
    memset(s, 0, sizeof *s);
}

static enum neume_status append(struct neume_bend_step **list, size_t *count, size_t *capacity, double time,
                                double cents)
{
    if (*count == *capacity) {
        size_t wanted = *capacity ? 2 * *capacity : 64;
        struct neume_bend_step *grown = realloc(*list, wanted * sizeof *grown);
        if (!grown)
            return NEUME_ERR_MEMORY;
        *list = grown;
        *capacity = wanted;
    }
    (*list)[(*count)++] = (struct neume_bend_step){time, cents};
    return NEUME_OK;
}

static double between(double x, double low, double high)
{
    return x < low ? low : x > high ? high : x;
}

/* The line from the last point to (time, cents): knots where it crosses the limits, and at its end. */
static enum neume_status add_line(struct neume_bend_steps *s, struct neume_bend_step *last, double time, double cents,
                                  double limit)
{
    double way = cents - last->cents, sign = way < 0 ? -1 : 1;
    enum neume_status status = NEUME_OK;
    for (int i = -1; i <= 1 && status == NEUME_OK; i += 2) {
        double level = sign * i * limit, share = (level - last->cents) / way;
        if (share > 0 && share < 1)
            status = append(&s->knot, &s->knots, &s->knot_capacity, last->time + share * (time - last->time), level);
    }
    *last = (struct neume_bend_step){time, cents};
    return status == NEUME_OK ? append(&s->knot, &s->knots, &s->knot_capacity, time, between(cents, -limit, limit))
                              : status;
}

/* The curve from 0 to `end`, within the limits. */
static enum neume_status cut(struct neume_bend_steps *s, const struct neume_bend *curve, size_t points, double end,
                             double limit)
{
    struct neume_bend_step last = {0, curve[0].cents};
    s->knots = 0;
    enum neume_status status = append(&s->knot, &s->knots, &s->knot_capacity, 0, between(last.cents, -limit, limit));
    for (size_t i = 0; i < points && status == NEUME_OK; i++) {
        double time = fmax((double)curve[i].time, last.time), cents = curve[i].cents;
        if (time > end)
            return add_line(s, &last, end, last.cents + (cents - last.cents) * (end - last.time) / (time - last.time),
                            limit);
        status = add_line(s, &last, time, cents, limit);
    }
    return status == NEUME_OK ? add_line(s, &last, end, last.cents, limit) : status;
}

/* What the stair holds: the mean of the curve, which keeps what a vibrato turns at, but within the bound of all of it.
 */
static double held(const struct walk *w, double bound)
{
    double mean = w->time > w->from ? w->area / (w->time - w->from) : w->value;
    double low = w->high - bound, high = w->low + bound;
    return low > high ? (low + high) / 2 : between(mean, low, high);
}

/* Ends the stair here and begins the next at `value`. One that was too short to hold gives way: answers 0. */
static size_t step(struct walk *w, double value, double bound, struct neume_bend_steps *out, enum neume_status *status)
{
    size_t lasted = w->time - w->from >= jump;
    if (lasted && out && *status == NEUME_OK)
        *status = append(&out->stair, &out->count, &out->capacity, w->from, held(w, bound));
    if (lasted) {
        w->from = w->time;
        w->area = 0;
    }
    w->value = w->low = w->high = value;
    return lasted;
}

/* Goes on to `until` and finishes the stairs on the way, which `out`, or NULL, takes. Answers how many. */
static size_t climb(struct walk *w, const struct neume_bend_steps *s, double until, double bound,
                    struct neume_bend_steps *out, enum neume_status *status)
{
    size_t finished = w->high - w->low > span * bound ? step(w, w->value, bound, out, status) : 0;
    while (w->next < s->knots && (s->knot[w->next].time <= until || w->time < until)) {
        const struct neume_bend_step *to = &s->knot[w->next];
        int whole = to->time <= until, jumps = to->time <= w->time;
        double time = whole ? to->time : until, value = to->cents;
        if (!whole)
            value = w->value + (to->cents - w->value) * (until - w->time) / (to->time - w->time);
        double level = between(value, w->high - span * bound, w->low + span * bound);
        w->low = fmin(w->low, level);
        w->high = fmax(w->high, level);
        if (level == value) {
            w->area += (time - w->time) * (w->value + value) / 2;
            w->time = time;
            w->value = value;
            w->next += (size_t)whole;
        } else {
            double way = between((level - w->value) / (value - w->value), 0, 1) * (time - w->time);
            w->area += way * (w->value + level) / 2;
            w->time += way;
            finished += step(w, jumps ? value : level, bound, out, status);
        }
    }
    return finished;
}

static size_t count_stairs(const struct walk *w, const struct neume_bend_steps *s, double until, double bound)
{
    struct walk trial = *w;
    return climb(&trial, s, until, bound, NULL, NULL);
}

/* The smallest bound, `least` or more, that takes no more than `most` stairs to `until`. */
static double choose_bound(const struct walk *w, const struct neume_bend_steps *s, double until, double least,
                           size_t most, double limit)
{
    double small = least, large = least;
    while (count_stairs(w, s, until, large) > most && large < limit) {
        small = large;
        large *= 2;
    }
    for (int i = 0; i < HALVINGS && large > small; i++) {
        double middle = (small + large) / 2;
        if (count_stairs(w, s, until, middle) > most)
            small = middle;
        else
            large = middle;
    }
    return large;
}

enum neume_status neume_bend_quantize(struct neume_bend_steps *s, const struct neume_bend *curve, size_t points,
                                      double end, double bound, double limit)
{
    enum neume_status status = cut(s, curve, points, end, limit);
    s->count = 0;
    s->widest = bound;
    if (status != NEUME_OK)
        return status;
    struct walk w = {.value = s->knot[0].cents, .low = s->knot[0].cents, .high = s->knot[0].cents};
    double chosen = bound;
    for (double from = 0; from < end && status == NEUME_OK; from += NEUME_BEND_QUANTIZE_WINDOW) {
        double until = fmin(from + NEUME_BEND_QUANTIZE_WINDOW, end);
        size_t most = (size_t)fmax((until - from) * NEUME_BEND_QUANTIZE_RATE, NEUME_BEND_QUANTIZE_LEAST);
        chosen = choose_bound(&w, s, until, bound, most, limit);
        s->widest = fmax(s->widest, chosen);
        climb(&w, s, until, chosen, s, &status);
    }
    return status == NEUME_OK ? append(&s->stair, &s->count, &s->capacity, w.from, held(&w, chosen)) : status;
}
