/* SPDX-License-Identifier: MIT */
#include "midi/file/tempo_map_from_beats.h"

#include <math.h>
#include <stdlib.h>

struct event {
    uint64_t tick;
    size_t order;
    uint32_t us; /* a quarter; 0: a time signature */
    int top, bottom;
};

/* Seconds; what is left of NEUME_TEMPO_MAP_TOLERANCE is for the beats themselves. */
static const double lead_tolerance = 0.009;

struct conductor {
    const struct neume_beats *beats;
    unsigned division, beat; /* ticks of a quarter, and of a beat */
    uint64_t lead;           /* ticks before the first beat */
    struct event *event;     /* [count], room for two a beat and four more */
    size_t count;
};

static void add(struct conductor *c, struct event e)
{
    e.order = c->count;
    c->event[c->count++] = e;
}

static int by_tick(const void *a, const void *b)
{
    const struct event *x = a, *y = b;
    if (x->tick != y->tick)
        return x->tick < y->tick ? -1 : 1;
    return x->order < y->order ? -1 : 1;
}

static double interval_before(const struct neume_beats *b, size_t i)
{
    return b->beat[i].time - b->beat[i - 1].time;
}

static int good(const struct neume_beats *b)
{
    int ok = b->count >= 2 && b->beat[0].time >= 0 && b->beat[b->count - 1].time < 1e6;
    for (size_t i = 0; ok && i < b->count; i++)
        ok = b->beat[i].metre >= 1 && b->beat[i].metre <= 64 && b->beat[i].number >= 1 &&
             b->beat[i].number <= b->beat[i].metre && (!i || interval_before(b, i) > 0.01);
    return ok;
}

/* A quarter of a MIDI file lasts 16.8 s at most. */
static int too_slow(const struct neume_beats *b)
{
    for (size_t i = 1; i < b->count; i++)
        if (interval_before(b, i) >= 10)
            return 1;
    return 0;
}

enum { MOST_BARS_OF_PAUSE = 10000 };

/* How many beats it is from beat i - 1 to beat i: 1, but where nothing was heard for longer, as many as fit the pulse
 * beside it and the numbers in the bars. */
static size_t beats_across(const struct neume_beats *b, size_t i)
{
    const struct neume_beat *from = &b->beat[i - 1], *to = &b->beat[i];
    double beside = 0, gap = interval_before(b, i);
    if (i > 1)
        beside = interval_before(b, i - 1);
    if (i + 1 < b->count)
        beside = fmax(beside, interval_before(b, i + 1));
    if (beside <= 0 || gap < 1.5 * beside)
        return 1;
    int least = ((to->number - from->number) % from->metre + from->metre) % from->metre;
    least = least ? least : from->metre;
    double bars = round((gap / beside - least) / from->metre);
    return (size_t)least + (bars > 0 && bars < MOST_BARS_OF_PAUSE ? (size_t)bars * (size_t)from->metre : 0);
}

/* A copy in which the beats go on through the pauses; its beats are the caller's to free. MEMORY. */
static enum neume_status bridge_pauses(struct neume_beats *all, const struct neume_beats *heard)
{
    size_t count = 1, k = 0;
    *all = *heard;
    for (size_t i = 1; i < heard->count; i++)
        count += beats_across(heard, i);
    all->beat = malloc(count * sizeof *all->beat);
    if (!all->beat)
        return NEUME_ERR_MEMORY;
    all->beat[k++] = heard->beat[0];
    for (size_t i = 1; i < heard->count; i++) {
        const struct neume_beat *from = &heard->beat[i - 1];
        size_t steps = beats_across(heard, i);
        for (size_t n = 1; n < steps; n++)
            all->beat[k++] = (struct neume_beat){from->time + interval_before(heard, i) * (double)n / (double)steps,
                                                 (int)((size_t)from->number - 1 + n) % from->metre + 1, from->metre};
        all->beat[k++] = heard->beat[i];
    }
    all->count = count;
    return NEUME_OK;
}

static double usual_interval(const struct neume_beats *b)
{
    return (b->beat[b->count - 1].time - b->beat[0].time) / (double)(b->count - 1);
}

/* Ticks of a quarter millisecond or finer in the slowest beat and in the time before the first. */
static void choose_division(struct conductor *c)
{
    const struct neume_beats *b = c->beats;
    double slowest = usual_interval(b);
    for (size_t i = 1; i < b->count; i++)
        slowest = fmax(slowest, b->beat[i].time - b->beat[i - 1].time);
    double least = 1.6 * slowest / 0.00025;
    unsigned parts = (unsigned)fmin(ceil(least / 480), 68);
    c->division = 480 * parts;
    c->beat = b->division == 3 ? c->division * 3 / 2 : c->division;
}

static uint32_t us_a_quarter(const struct conductor *c, double seconds, double ticks)
{
    double us = round(seconds * 1e6 * c->division / ticks);
    return (uint32_t)fmin(fmax(us, 1), 0xFFFFFF);
}

static double seconds_of(const struct conductor *c, uint32_t us, double ticks)
{
    return us * 1e-6 * ticks / c->division;
}

/* The time before the first beat, in quarters of a beat (thirds if it has three) or as many times finer as it takes for
 * the tempo of the beats to go for it too. Returns whether it does. */
static int lead_in(struct conductor *c)
{
    double time = c->beats->beat[0].time, interval = usual_interval(c->beats), ticks = time / interval * c->beat, away;
    unsigned unit = c->beats->division == 3 ? c->beat / 3 : c->beat / 4;
    for (int finer = 0;; finer++, unit /= 2) {
        c->lead = unit * (uint64_t)round(ticks / unit);
        if (finer == 3 && !c->lead && time > NEUME_TEMPO_MAP_TOLERANCE)
            c->lead = unit;
        away = fabs((double)c->lead - ticks) / c->beat * interval;
        if (away <= lead_tolerance || finer == 3)
            break;
    }
    return away <= lead_tolerance;
}

/* One tempo for as many beats as it keeps within the tolerance, from `tick` on, which lies at *at seconds; beat `first`
 * is the first of them. *at becomes where the last of them lies. Returns that beat. */
static size_t add_tempo(struct conductor *c, uint64_t tick, size_t first, double *at)
{
    double low = 0, high = 10, passed = (double)(c->lead + first * (uint64_t)c->beat - tick) / c->beat;
    size_t last = first;
    for (size_t i = first; i < c->beats->count; i++) {
        double beats = passed + (double)(i - first), time = c->beats->beat[i].time - *at;
        double least = beats > 0 ? fmax(low, (time - NEUME_TEMPO_MAP_TOLERANCE) / beats) : low;
        double most = beats > 0 ? fmin(high, (time + NEUME_TEMPO_MAP_TOLERANCE) / beats) : high;
        if (least > most)
            break;
        low = least;
        high = most;
        last = i;
    }
    double beats = passed + (double)(last - first), interval = (c->beats->beat[last].time - *at) / beats;
    uint32_t us = us_a_quarter(c, fmin(fmax(interval, low), high), c->beat);
    add(c, (struct event){.tick = tick, .us = us});
    *at += seconds_of(c, us, beats * c->beat);
    return last;
}

/* The tempo of the time before the first beat, if it is not that of the beats, and then that of all beats. */
static void add_tempos(struct conductor *c)
{
    double at = 0;
    size_t first = 0;
    if (lead_in(c) || !c->lead)
        first = add_tempo(c, 0, 0, &at);
    else {
        uint32_t us = us_a_quarter(c, c->beats->beat[0].time, (double)c->lead);
        add(c, (struct event){.us = us});
        at = seconds_of(c, us, (double)c->lead);
    }
    while (first + 1 < c->beats->count)
        first = add_tempo(c, c->lead + first * (uint64_t)c->beat, first, &at);
}

static void add_signature(struct conductor *c, uint64_t tick, int metre)
{
    int three = c->beats->division == 3;
    add(c, (struct event){.tick = tick, .top = three ? 3 * metre : metre, .bottom = three ? 8 : 4});
}

static void add_signatures(struct conductor *c)
{
    const struct neume_beat *beat = c->beats->beat;
    int metre = beat[0].metre, before = (metre - beat[0].number + 1) % metre;
    uint64_t bar = (uint64_t)metre * c->beat, rest = (c->lead + (uint64_t)before * c->beat) % bar;
    for (int bottom = 4; rest && bottom <= 128; bottom *= 2)
        if (rest * (unsigned)bottom % (4 * c->division) == 0) {
            add(c, (struct event){.top = (int)(rest * (unsigned)bottom / (4 * c->division)), .bottom = bottom});
            break;
        }
    add_signature(c, rest, metre);
    for (size_t i = 1; i < c->beats->count; i++)
        if (beat[i].number == 1 && beat[i].metre != metre) {
            metre = beat[i].metre;
            add_signature(c, c->lead + i * (uint64_t)c->beat, metre);
        }
}

static void conduct(struct conductor *c, struct neume_smf *smf)
{
    choose_division(c);
    smf->division = (uint16_t)c->division;
    add_tempos(c);
    add_signatures(c);
    qsort(c->event, c->count, sizeof *c->event, by_tick);
}

enum neume_status neume_tempo_map_from_beats(struct neume_smf *smf, size_t track, const struct neume_beats *beats)
{
    struct neume_beats all;
    struct conductor c = {.beats = &all};
    if (!good(beats))
        return NEUME_ERR_ARGUMENT;
    enum neume_status s = bridge_pauses(&all, beats);
    if (s == NEUME_OK && too_slow(&all))
        s = NEUME_ERR_ARGUMENT;
    c.event = s == NEUME_OK ? malloc((2 * all.count + 4) * sizeof *c.event) : NULL;
    if (s == NEUME_OK && !c.event)
        s = NEUME_ERR_MEMORY;
    if (s == NEUME_OK)
        conduct(&c, smf);
    for (size_t i = 0; i < c.count && s == NEUME_OK; i++) {
        const struct event *e = &c.event[i];
        s = e->us ? neume_smf_add_tempo(smf, track, e->tick, e->us)
                  : neume_smf_add_time_signature(smf, track, e->tick, e->top, e->bottom);
    }
    if (s == NEUME_OK)
        s = neume_smf_end_track(smf, track, c.count ? c.event[c.count - 1].tick : 0);
    free(c.event);
    free(all.beat);
    return s;
}
