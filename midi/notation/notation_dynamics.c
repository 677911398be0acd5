/* SPDX-License-Identifier: MIT */
#include "midi/notation/notation_dynamics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "midi/notation/notation_private.h"

enum { LEVELS = 8, LONGEST_WEDGE = 16 /* beats */, SHORTEST_WEDGE = 2 };

/* The velocities of ppp to fff, as notation programs play them. */
static const double velocity_of[LEVELS] = {16, 33, 49, 64, 80, 96, 112, 127};

/* Beats within a level lie some 10 velocities around it. A mark must explain as much as these many beats do that are
 * off by that much; one that comes not with a bar, and a hairpin, more. */
static const double spread = 10, price_of_level = 16, price_in_bar = 6, price_of_wedge = 20;

struct beat {
    int64_t at;
    double loud; /* the loudest velocity that begins in it */
    uint8_t any, bar;
};

/* How a level at a beat was reached at the least cost: with a wedge of `beats` (or 1: none) from level `from`, which
 * itself was jumped to from `jumped`. */
struct way {
    uint8_t beats, from, jumped;
};

struct search {
    struct beat *beat; /* [beats + 1]; the last is the end */
    size_t beats;
    double (*cost)[LEVELS]; /* [beats + 1] */
    struct way (*way)[LEVELS];
};

enum neume_status neume_notation_add_mark(struct neume_notation_part *part, enum neume_notation_mark_kind kind,
                                          int64_t at, int level)
{
    if (part->marks == part->mark_capacity) {
        size_t wanted = part->mark_capacity ? 2 * part->mark_capacity : 16;
        struct neume_notation_mark *grown = realloc(part->mark, wanted * sizeof *grown);
        if (!grown)
            return NEUME_ERR_MEMORY;
        part->mark = grown;
        part->mark_capacity = wanted;
    }
    part->mark[part->marks++] = (struct neume_notation_mark){at, (uint8_t)kind, (uint8_t)level};
    return NEUME_OK;
}

static int by_time(const void *a, const void *b)
{
    const struct neume_notation_mark *x = a, *y = b;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return x->kind - y->kind;
}

void neume_notation_sort_marks(struct neume_notation_part *part)
{
    if (part->marks)
        qsort(part->mark, part->marks, sizeof *part->mark, by_time);
}

static int beat_length(const struct neume_notation_bar *bar)
{
    return neume_notation_is_compound(bar) ? 3 * 4 * NEUME_QUARTER / bar->denominator : NEUME_QUARTER;
}

static enum neume_status read_beats(struct search *s, const struct neume_notation *n,
                                    const struct neume_notation_part *part)
{
    size_t beats = 0, next = 0;
    for (size_t b = 0; b < n->bars; b++)
        beats += (size_t)(n->bar[b].length + beat_length(&n->bar[b]) - 1) / (size_t)beat_length(&n->bar[b]);
    s->beat = calloc(beats + 1, sizeof *s->beat);
    s->cost = calloc(beats + 1, sizeof *s->cost);
    s->way = calloc(beats + 1, sizeof *s->way);
    if (!s->beat || !s->cost || !s->way)
        return NEUME_ERR_MEMORY;
    for (size_t b = 0; b < n->bars; b++)
        for (int at = 0; at < n->bar[b].length; at += beat_length(&n->bar[b])) {
            struct beat *beat = &s->beat[s->beats++];
            int64_t end = n->bar[b].start + at + beat_length(&n->bar[b]);
            beat->at = n->bar[b].start + at;
            beat->bar = !at;
            for (; next < part->count && part->note[next].start < end; next++) {
                beat->loud = fmax(beat->loud, part->note[next].velocity);
                beat->any = 1;
            }
        }
    s->beat[s->beats].at = neume_notation_end(n);
    return NEUME_OK;
}

static void reach(struct search *s, size_t i, size_t beats, int from, int to, double cost)
{
    if (cost < s->cost[i + beats][to]) {
        s->cost[i + beats][to] = cost;
        s->way[i + beats][to] = (struct way){(uint8_t)beats, (uint8_t)from, 0};
    }
}

/* At a beat a level may follow another; `from[level]` is then the one before. */
static void jump(struct search *s, size_t i, uint8_t from[LEVELS])
{
    double price = price_of_level + (s->beat[i].bar ? 0 : price_in_bar), before[LEVELS];
    memcpy(before, s->cost[i], sizeof before);
    for (int to = 0; to < LEVELS; to++) {
        from[to] = (uint8_t)to;
        for (int level = 0; level < LEVELS; level++)
            if (level != to && before[level] + price < s->cost[i][to]) {
                s->cost[i][to] = before[level] + price;
                from[to] = (uint8_t)level;
            }
    }
}

/* The hairpins that begin at a beat. With the sums over its beats n, u, uu, v, vv, uv (u from 0.5), what a straight
 * line a + b u leaves is vv - 2 a v - 2 b uv + a a n + 2 a b u + b b uu. */
static void wedges(struct search *s, size_t i)
{
    double n = 0, u = 0, uu = 0, v = 0, vv = 0, uv = 0, scale = 1 / (spread * spread);
    for (size_t k = 1; k <= LONGEST_WEDGE && i + k <= s->beats; k++) {
        const struct beat *beat = &s->beat[i + k - 1];
        double x = (double)k - 0.5, y = beat->loud;
        if (beat->any)
            n++, u += x, uu += x * x, v += y, vv += y * y, uv += x * y;
        if (k < SHORTEST_WEDGE || !beat->any)
            continue;
        for (int from = 0; from < LEVELS; from++)
            for (int to = 0; to < LEVELS; to++) {
                double a = velocity_of[from], b = (velocity_of[to] - a) / (double)k;
                double left = vv - 2 * a * v - 2 * b * uv + a * a * n + 2 * a * b * u + b * b * uu;
                if (from != to)
                    reach(s, i, k, from, to, s->cost[i][from] + price_of_wedge + left * scale);
            }
    }
}

static void find_ways(struct search *s)
{
    for (size_t i = 1; i <= s->beats; i++)
        for (int level = 0; level < LEVELS; level++)
            s->cost[i][level] = HUGE_VAL;
    for (size_t i = 0; i < s->beats; i++) {
        const struct beat *beat = &s->beat[i];
        uint8_t before[LEVELS];
        jump(s, i, before);
        for (int level = 0; level < LEVELS; level++) {
            double off = beat->any ? (beat->loud - velocity_of[level]) / spread : 0;
            s->way[i][level].jumped = before[level];
            reach(s, i, 1, level, level, s->cost[i][level] + off * off);
        }
        if (beat->any)
            wedges(s, i);
    }
}

/* One stretch of the best way. */
struct stretch {
    size_t from, to; /* beats */
    uint8_t a, b;    /* levels */
};

/* The stretches in their order, those of one level as one; answers how many. */
static size_t trace(const struct search *s, struct stretch *out)
{
    size_t count = 0, i = s->beats;
    int level = 0;
    for (int k = 1; k < LEVELS; k++)
        level = s->cost[i][k] < s->cost[i][level] ? k : level;
    while (i) {
        struct way way = s->way[i][level];
        struct stretch now = {i - way.beats, i, way.from, (uint8_t)level};
        i = now.from;
        level = i ? s->way[i][way.from].jumped : 0;
        if (count && now.a == now.b && out[count - 1].a == now.a && out[count - 1].b == now.a)
            out[count - 1].from = now.from;
        else
            out[count++] = now;
    }
    for (size_t k = 0; k < count / 2; k++) {
        struct stretch swap = out[k];
        out[k] = out[count - 1 - k];
        out[count - 1 - k] = swap;
    }
    return count;
}

/* Where the first note from a beat on begins. */
static int64_t note_from(const struct neume_notation_part *part, int64_t at)
{
    size_t low = 0, high = part->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (part->note[middle].start < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low < part->count ? part->note[low].start : at;
}

static enum neume_status write_stretches(const struct search *s, struct neume_notation_part *part,
                                         const struct stretch *stretch, size_t count)
{
    int written = -1;
    enum neume_status status = NEUME_OK;
    for (size_t i = 0; i < count && status == NEUME_OK; i++) {
        const struct stretch *t = &stretch[i];
        int64_t at = note_from(part, s->beat[t->from].at), end = s->beat[t->to].at;
        if (t->a != written)
            status = neume_notation_add_mark(part, NEUME_MARK_DYNAMIC, at, t->a);
        written = t->a;
        if (t->a == t->b || end <= at || status != NEUME_OK)
            continue;
        status = neume_notation_add_mark(part, t->a < t->b ? NEUME_MARK_CRESCENDO : NEUME_MARK_DIMINUENDO, at, 0);
        if (status == NEUME_OK)
            status = neume_notation_add_mark(part, NEUME_MARK_WEDGE_END, end, 0);
        written = -1; /* the level that it leads to is written */
    }
    return status;
}

enum neume_status neume_notation_dynamics(const struct neume_notation *n, struct neume_notation_part *part)
{
    struct search search = {0};
    size_t same = 1;
    while (same < part->count && part->note[same].velocity == part->note[0].velocity)
        same++;
    if (same >= part->count)
        return NEUME_OK;
    enum neume_status s = read_beats(&search, n, part);
    struct stretch *stretch = s == NEUME_OK ? calloc(search.beats + 1, sizeof *stretch) : NULL;
    if (s == NEUME_OK && !stretch)
        s = NEUME_ERR_MEMORY;
    if (s == NEUME_OK) {
        find_ways(&search);
        s = write_stretches(&search, part, stretch, trace(&search, stretch));
    }
    free(stretch);
    free(search.beat);
    free(search.cost);
    free(search.way);
    return s;
}
