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

static int good(const struct neume_beats *b)
{
    int ok = b->count >= 2 && b->beat[0].time >= 0 && b->beat[b->count - 1].time < 1e6;
    for (size_t i = 0; ok && i < b->count; i++) {
        double interval = i ? b->beat[i].time - b->beat[i - 1].time : 1;
        ok = b->beat[i].metre >= 1 && b->beat[i].metre <= 64 && b->beat[i].number >= 1 &&
             b->beat[i].number <= b->beat[i].metre && interval > 0.01 && interval < 10;
    }
    return ok;
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

/* The time before the first beat, in quarters of a beat (thirds where it has three), or in finer parts where it is
 * short. Returns where the first beat lies then, in seconds. */
static double lead_in(struct conductor *c)
{
    double time = c->beats->beat[0].time, ticks = time / usual_interval(c->beats) * c->beat;
    unsigned unit = c->beats->division == 3 ? c->beat / 3 : c->beat / 4;
    if (time < 0.0005)
        return 0;
    if (ticks < unit / 2.0)
        unit /= 4;
    c->lead = unit * (uint64_t)fmax(1, round(ticks / unit));
    uint32_t us = us_a_quarter(c, time, (double)c->lead);
    add(c, (struct event){.us = us});
    return seconds_of(c, us, (double)c->lead);
}

/* One tempo for as many beats as it keeps within the tolerance, from beat `first`, which lies at *at seconds; *at
 * becomes where the last of them lies. Returns that beat. */
static size_t add_tempo(struct conductor *c, size_t first, double *at)
{
    double low = 0, high = 10;
    size_t last = first;
    for (size_t i = first + 1; i < c->beats->count; i++) {
        double beats = (double)(i - first), time = c->beats->beat[i].time - *at;
        double least = fmax(low, (time - NEUME_TEMPO_MAP_TOLERANCE) / beats);
        double most = fmin(high, (time + NEUME_TEMPO_MAP_TOLERANCE) / beats);
        if (least > most)
            break;
        low = least;
        high = most;
        last = i;
    }
    double beats = (double)(last - first), interval = (c->beats->beat[last].time - *at) / beats;
    uint32_t us = us_a_quarter(c, fmin(fmax(interval, low), high), c->beat);
    add(c, (struct event){.tick = c->lead + first * (uint64_t)c->beat, .us = us});
    *at += seconds_of(c, us, beats * c->beat);
    return last;
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

enum neume_status neume_tempo_map_from_beats(struct neume_smf *smf, size_t track, const struct neume_beats *beats)
{
    struct conductor c = {.beats = beats};
    if (!good(beats))
        return NEUME_ERR_ARGUMENT;
    c.event = malloc((2 * beats->count + 4) * sizeof *c.event);
    if (!c.event)
        return NEUME_ERR_MEMORY;
    choose_division(&c);
    smf->division = (uint16_t)c.division;
    double at = lead_in(&c);
    for (size_t i = 0; i + 1 < beats->count;)
        i = add_tempo(&c, i, &at);
    add_signatures(&c);
    qsort(c.event, c.count, sizeof *c.event, by_tick);
    enum neume_status s = NEUME_OK;
    for (size_t i = 0; i < c.count && s == NEUME_OK; i++) {
        const struct event *e = &c.event[i];
        s = e->us ? neume_smf_add_tempo(smf, track, e->tick, e->us)
                  : neume_smf_add_time_signature(smf, track, e->tick, e->top, e->bottom);
    }
    if (s == NEUME_OK)
        s = neume_smf_end_track(smf, track, c.count ? c.event[c.count - 1].tick : 0);
    free(c.event);
    return s;
}
