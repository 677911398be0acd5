/* SPDX-License-Identifier: MIT */
#include "midi/notation/notation_grid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum level { BEAT, EIGHTH, SIXTEENTH, THIRTYSECOND, SIXTYFOURTH, TRIPLET, SEXTUPLET, LEVELS };

enum { MOST_ONSETS = 64, MOST_PLACES = 17 };

/* The constants below were chosen on 18 of 36 performances of ASAP whose beats are known, with and without 12 ms of
 * jitter; docs/measurements.md has the figures. */

/* How often an onset lies at a level in music at large, before anything is known of the part, and for how many onsets
 * that counts. */
static const double usual[LEVELS] = {0.42, 0.30, 0.20, 0.01, 0.001, 0.20, 0.05};
static const double usual_weight = 400;

/* Of the quarters with onsets off the beat, those cut in three; for how many that counts; and how much a quarter of the
 * same bar counts beside all others. */
static const double usual_three = 0.2, three_weight = 8, same_bar = 1;

/* Seconds by which what is played lies off its place, and at most that in units: no more tells two sixteenths apart. */
static const double spread = 0.05, most_spread = 10;

/* Beyond so many spreads nothing gets much less likely: what is far off is for another reason. */
static const double tail = 1.2;

/* Nats: two onsets that become one place; and the price of 1/32 and shorter, which are hard to read. */
static const double collision = 5, flags = 2;

/* Units: the least that onsets are off on average, so that none counts for all. */
static const double least_away = 1;

/* How many quarters the first guess counts for, which is that all are cut in two, or in three. */
static const double first_guess = 24;

/* Nats an onset by which a part read in triplets must be likelier than in halves. */
static const double surer = 0.2;

enum { PASSES = 3 };

/* Notes that begin together, units. */
static const double chord = 10;

struct model {
    double spread;                    /* of NEUME_QUARTER */
    int exact;                        /* 1: nearly all onsets lie on lines */
    double level[LEVELS], three, two; /* -log of their probabilities */
    double swing;                     /* as of neume_notation_swing() */
};

struct cell {
    double x[MOST_ONSETS]; /* [count], chords once */
    int place[MOST_ONSETS];
    size_t count;
    int compound, may_three;
};

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double distance_to(double x, double step)
{
    return fabs(x - round(x / step) * step);
}

static double unswing(double swing, double x)
{
    static const double half = NEUME_QUARTER / 2;
    if (swing <= 0 || x <= 0 || x >= NEUME_QUARTER)
        return x;
    return x < swing ? x * half / swing : half + (x - swing) * half / (NEUME_QUARTER - swing);
}

double neume_notation_unswing(const struct neume_notation *n, double x)
{
    return unswing(n->swing, x);
}

double neume_notation_swing(double *x, size_t count)
{
    /* Of NEUME_QUARTER: the eighths off the beat of straight and swung music, from 1:1 to 3:1. */
    enum { LEAST = 24, FROM = 40, TO = 70, LATE = 76, CERTAIN = 56 };
    size_t eighths = 0, others = 0;
    for (size_t i = 0; i < count; i++) {
        if (x[i] >= FROM && x[i] < LATE)
            x[eighths++] = x[i];
        else
            others += x[i] > 14 && x[i] < 90;
    }
    qsort(x, eighths, sizeof *x, by_value);
    if (eighths < LEAST || others > eighths / 3)
        return 0;
    double middle = x[eighths / 2];
    int close = x[eighths * 9 / 10] - x[eighths / 10] < 20;
    return close && middle >= CERTAIN && middle <= TO ? middle : 0;
}

static void measure(struct model *m, const struct neume_notation *n, const struct neume_notation_onset *onset,
                    size_t count)
{
    double second = NEUME_QUARTER * n->bar[count ? onset[count / 2].bar : 0].tempo / 60;
    size_t on_lines = 0;
    for (size_t i = 0; i < count; i++)
        on_lines += fmin(distance_to(onset[i].x, 6), distance_to(onset[i].x, 8)) < 0.5;
    m->exact = on_lines * 10 >= count * 9;
    m->spread = m->exact ? 1 : fmin(spread * second, most_spread);
}

static enum level level_of(int place, int three, int compound)
{
    if (place % NEUME_QUARTER == 0 || (compound && place % (NEUME_QUARTER / 2) == 0))
        return BEAT;
    if (three)
        return place % (NEUME_QUARTER / 3) ? SEXTUPLET : TRIPLET;
    return place % 48 == 0 ? EIGHTH : place % 24 == 0 ? SIXTEENTH : place % 12 == 0 ? THIRTYSECOND : SIXTYFOURTH;
}

static double misfit_of(const struct model *m, double x, int place, int three)
{
    double away = fabs((three ? x : unswing(m->swing, x)) - place) / m->spread;
    return away <= tail ? away * away / 2 : tail * (away - tail / 2);
}

/* Of a place. Where eighths swing, the first two of a triplet lie where sixteenths would. */
static double price(const struct model *m, const struct cell *c, int place, int three)
{
    enum level level = level_of(place, three, c->compound);
    return m->level[level] + (m->swing > 0 && !three && level == SIXTEENTH ? flags : 0);
}

/* The cheapest places of a cell cut in two or in three, in order of time; what they cost. */
static double try_cut(const struct model *m, const struct cell *c, int three, int *place)
{
    double cost[MOST_ONSETS][MOST_PLACES];
    uint8_t from[MOST_ONSETS][MOST_PLACES];
    int step = three ? NEUME_QUARTER / 6 : NEUME_QUARTER / (m->exact ? 16 : 8), places = NEUME_QUARTER / step + 1;
    for (size_t i = 0; i < c->count; i++) {
        int best = 0; /* of the onset before, at an earlier place */
        for (int p = 0; p < places; p++) {
            double here = price(m, c, p * step, three) + misfit_of(m, c->x[i], p * step, three);
            from[i][p] = (uint8_t)p;
            if (i) {
                double before = cost[i - 1][p] + collision;
                if (p && cost[i - 1][best] < before) {
                    before = cost[i - 1][best];
                    from[i][p] = (uint8_t)best;
                }
                here += before;
                best = cost[i - 1][p] < cost[i - 1][best] ? p : best;
            }
            cost[i][p] = here;
        }
    }
    size_t last = c->count - 1;
    int at = 0;
    for (int p = 1; p < places; p++)
        at = cost[last][p] < cost[last][at] ? p : at;
    double total = cost[last][at];
    for (size_t i = c->count; i-- > 0; at = from[i][at])
        place[i] = at * step;
    return total + (three ? m->three : m->two);
}

static int is_three(const struct model *m, struct cell *c)
{
    int place[MOST_ONSETS];
    double two = try_cut(m, c, 0, c->place);
    if (!c->may_three || try_cut(m, c, 1, place) >= two)
        return 0;
    memcpy(c->place, place, c->count * sizeof *place);
    return 1;
}

/* Fills a cell from the first of its onsets; answers the first of the next. */
static size_t gather(struct cell *c, const struct neume_notation *n, const struct model *m,
                     const struct neume_notation_onset *onset, size_t first, size_t count, uint8_t *group)
{
    const struct neume_notation_bar *bar = &n->bar[onset[first].bar];
    double together = m->exact ? 1 : fmin(1.5 * m->spread, chord), begun = 0;
    size_t k = first;
    c->count = 0;
    c->compound = neume_notation_is_compound(bar);
    /* A bar that does not end with a quarter has no room for a bracket there. */
    c->may_three = !c->compound && bar->denominator <= 4 && bar->length % NEUME_QUARTER == 0;
    for (; k < count && onset[k].bar == onset[first].bar && onset[k].quarter == onset[first].quarter; k++) {
        if ((!c->count || onset[k].x - begun > together) && c->count < MOST_ONSETS) {
            begun = onset[k].x;
            c->x[c->count++] = begun;
        }
        group[k] = (uint8_t)(c->count - 1);
    }
    return k;
}

struct tally {
    double level[LEVELS], onsets, three, cells;
};

static void learn(struct model *m, const struct tally *t, const struct tally *bar)
{
    double levels = t->onsets + usual_weight;
    for (int l = 0; l < LEVELS; l++)
        m->level[l] = (l == THIRTYSECOND || l == SIXTYFOURTH ? flags : 0) -
                      log((t->level[l] + usual[l] * usual_weight) / levels);
    double cells = t->cells + three_weight, three = (t->three + usual_three * three_weight) / cells;
    if (bar) { /* as likely as in the part, and more so beside others */
        double here = same_bar * bar->cells + 1;
        three = (same_bar * bar->three + three) / here;
    }
    m->three = -log(three);
    m->two = -log(1 - three);
}

static void count_cell(struct tally *t, const struct cell *c, int three)
{
    int off_beat = 0;
    for (size_t i = 0; i < c->count; i++) {
        t->level[level_of(c->place[i], three, c->compound)]++;
        off_beat |= c->place[i] % NEUME_QUARTER != 0;
    }
    t->onsets += (double)c->count;
    t->three += three;
    t->cells += off_beat;
}

/* How the quarters of a bar were cut in the pass before; answers the first onset of the next bar. */
static size_t tally_bar(struct tally *t, const struct neume_notation_onset *onset, size_t first, size_t count)
{
    size_t i = first, k;
    for (; i < count && onset[i].bar == onset[first].bar; i = k) {
        int off_beat = 0;
        for (k = i; k < count && onset[k].bar == onset[i].bar && onset[k].quarter == onset[i].quarter; k++)
            off_beat |= onset[k].place % NEUME_QUARTER != 0;
        t->cells += off_beat;
        t->three += onset[i].three;
    }
    return i;
}

/* One pass over all cells, bar by bar where `by_bar`. */
static void pass(struct model *m, const struct neume_notation *n, struct neume_notation_onset *onset, size_t count,
                 uint8_t *group, struct tally *all, int by_bar)
{
    struct tally before = *all;
    *all = (struct tally){.onsets = 0};
    learn(m, &before, NULL);
    for (size_t i = 0, k, bar_end; i < count; i = bar_end) {
        struct tally bar = {.onsets = 0};
        bar_end = tally_bar(&bar, onset, i, count);
        if (by_bar)
            learn(m, &before, &bar);
        for (size_t c = i; c < bar_end; c = k) {
            struct cell cell;
            k = gather(&cell, n, m, onset, c, count, group);
            int three = is_three(m, &cell);
            count_cell(all, &cell, three);
            for (size_t o = c; o < k; o++) {
                onset[o].place = cell.place[group[o]];
                onset[o].three = (uint8_t)three;
            }
        }
    }
}

/* What a reading costs: its places, its cuts, and how far off all onsets are, by a spread of its own. */
static double cost_of(const struct model *m, const struct neume_notation *n, const struct neume_notation_onset *onset,
                      size_t count, const struct tally *t)
{
    double away = 0, cost = 0, cells = t->cells > 0 ? t->cells : 1, three = t->three / cells;
    for (size_t i = 0; i < count; i++) {
        const struct neume_notation_bar *bar = &n->bar[onset[i].bar];
        double x = onset[i].three ? onset[i].x : unswing(m->swing, onset[i].x);
        away += fabs(x - onset[i].place);
        cost += m->level[level_of(onset[i].place, onset[i].three, neume_notation_is_compound(bar))];
    }
    if (three > 0 && three < 1)
        cost -= cells * (three * log(three) + (1 - three) * log(1 - three));
    return cost + (double)count * log(fmax(away / (double)count, least_away));
}

/* Reads all in passes that learn from each other, beginning with some share of quarters cut in three. */
static double read_all(struct model *m, const struct neume_notation *n, struct neume_notation_onset *onset,
                       size_t count, uint8_t *group, double three)
{
    struct tally tally = {.three = three * first_guess, .cells = first_guess};
    for (size_t i = 0; i < count; i++)
        onset[i].three = 0;
    for (int round = 0; round < PASSES; round++)
        pass(m, n, onset, count, group, &tally, round + 1 == PASSES);
    return cost_of(m, n, onset, count, &tally);
}

int neume_notation_grid(const struct neume_notation *n, struct neume_notation_onset *onset, size_t count)
{
    struct model m = {.swing = n->swing};
    uint8_t *group = malloc(count + 1);
    measure(&m, n, onset, count);
    if (group && count) {
        double twos = read_all(&m, n, onset, count, group, 0);
        if (read_all(&m, n, onset, count, group, 1) > twos - surer * (double)count)
            read_all(&m, n, onset, count, group, 0);
    }
    for (size_t i = 0; i < count && !group; i++)
        onset[i].place = (int)lround(onset[i].x / (NEUME_QUARTER / 4)) * (NEUME_QUARTER / 4);
    free(group);
    return m.exact;
}
