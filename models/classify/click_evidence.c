/* SPDX-License-Identifier: MIT */
#include "models/classify/click_evidence.h"

#include <math.h>
#include <stdlib.h>

enum { CLICKS_MOST = 1024, CLICKS_LEAST = 5, PITCHES_MOST = 4, LOWEST = 67 }; /* of a bleep: 400 Hz */

static const float quiet_db = 30;             /* under the loudest frame */
static const double longest = 0.23;           /* seconds that a click lasts, seen through the tracker's window */
static const double least_quiet = 0.35;       /* share of the time */
static const double shortest_period = 0.2;    /* seconds: 300 a minute */
static const double longest_period = 3;       /* 20 a minute */
static const double even = 0.018, few = 0.15; /* seconds between frames or so; share of intervals that may be uneven */
static const double near = 0.06, mostly = 0.9;

/* The clicks' beginnings, seconds. */
struct clicks {
    double at[CLICKS_MOST]; /* [count] */
    size_t count;
    size_t loud; /* frames of all of them */
    int are_short;
};

static void find_clicks(const struct neume_line_frame *f, size_t count, struct clicks *c)
{
    float top = -120;
    size_t run = 0;
    c->count = c->loud = 0;
    c->are_short = 1;
    for (size_t i = 0; i < count; i++)
        top = fmaxf(top, f[i].loudness);
    for (size_t i = 0; i < count && c->count < CLICKS_MOST; i++) {
        int is_loud = f[i].loudness > top - quiet_db;
        if (is_loud && !run)
            c->at[c->count++] = (double)f[i].time;
        run = is_loud ? run + 1 : 0;
        c->loud += (size_t)is_loud;
        if (run && (double)f[i].time - c->at[c->count - 1] > longest)
            c->are_short = 0;
    }
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The median interval, if nearly all are the same; else 0. */
static double find_period(const struct clicks *c)
{
    double interval[CLICKS_MOST];
    size_t n = c->count - 1, uneven = 0;
    for (size_t i = 0; i < n; i++)
        interval[i] = c->at[i + 1] - c->at[i];
    qsort(interval, n, sizeof *interval, ascending);
    for (size_t i = 0; i < n; i++)
        uneven += fabs(interval[i] - interval[n / 2]) > even;
    return (double)uneven <= few * (double)n ? interval[n / 2] : 0;
}

/* Share of the clicks at which a hit is heard. */
static double share_hit(const struct clicks *c, const struct neume_notes *hits)
{
    size_t covered = 0;
    for (size_t i = 0, k = 0; i < c->count; i++) {
        while (k < hits->count && hits->note[k].onset < c->at[i] - near)
            k++;
        covered += k < hits->count && hits->note[k].onset < c->at[i] + 2 * near;
    }
    return (double)covered / (double)c->count;
}

/* Few pitches, all of them high. */
static int may_be_bleeps(const struct neume_notes *notes)
{
    int known[128] = {0}, count = 0;
    for (size_t i = 0; i < notes->count; i++) {
        if (notes->note[i].pitch < LOWEST)
            return 0;
        count += !known[notes->note[i].pitch & 127]++;
    }
    return count <= PITCHES_MOST;
}

double neume_click_period(const struct neume_line_frame *frames, size_t count, const struct neume_notes *hits,
                          const struct neume_notes *notes)
{
    struct clicks c;
    find_clicks(frames, count, &c);
    if (c.count < CLICKS_LEAST || !c.are_short || !may_be_bleeps(notes))
        return 0;
    double period = find_period(&c);
    int is_quiet = (double)c.loud < (1 - least_quiet) * (double)count;
    if (period < shortest_period || period > longest_period || !is_quiet || share_hit(&c, hits) >= mostly)
        return 0;
    return period;
}
