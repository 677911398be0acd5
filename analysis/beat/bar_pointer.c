/* SPDX-License-Identifier: MIT */
#include "analysis/beat/bar_pointer.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    SHORTEST = NEUME_BEAT_SHORTEST,
    INTERVALS = NEUME_BEAT_LONGEST - NEUME_BEAT_SHORTEST + 1,
    METRES = NEUME_BEAT_METRES,
    NEAR = 2,          /* frames */
    PLACES = 28,       /* 2 + 3 + 4 + 5 + 6 + 7, and one that is never reached */
    RECENT = 256,      /* frames whose scores are kept: a power of two over the longest interval */
    HELD = 4096,       /* frames whose choices are kept: 41 s */
    BEHIND = HELD / 2, /* frames after which a beat is settled */
    BEGINS = 0x80,     /* in a choice: nothing comes before, or a break */
    INTERVAL_BITS = 0x7F
};

const struct neume_bar_params neume_bar_usual = {
    .worth = 1.0f,
    .lasting = 1.0f,
    .usual = 52,
    .prior = 0.4f,
    .lambda = 30,
    .jump = 16,
    .pause = 20,
    .change = 6,
    .metre = {-1.0f, -0.5f, 0, -1.2f, -1.2f, -1.2f},
};

static const float quiet = -4.5f; /* log odds of a beat that are as good as none */

static const uint8_t first_of[METRES] = {0, 2, 5, 9, 14, 20}, last_of[METRES] = {1, 4, 8, 13, 19, 26};

struct prefix {
    float score; /* of the best path up to a frame */
    size_t frame;
    uint8_t interval, place;
};

struct tracker {
    struct neume_bar_params params;
    float score[RECENT][INTERVALS][PLACES]; /* of a beat in frame t, going on with interval k */
    uint8_t from[HELD][INTERVALS][PLACES];  /* the interval before that beat */
    uint8_t metre[HELD][INTERVALS][METRES]; /* and, of a bar's first, the metre before it, for the interval before */
    struct prefix best[HELD];
    float step[INTERVALS], cost[INTERVALS]; /* from interval k - 1 to k; of a beat */
    float here[INTERVALS][PLACES];
    int32_t source[INTERVALS][PLACES];
    struct neume_bar_beat *beat;
    size_t beats, capacity;
};

static int metre_of(int place)
{
    int m = 0;
    while (place > last_of[m])
        m++;
    return m;
}

/* A beat in frame t at the end of interval k, for each place. */
static void extend(struct tracker *w, const struct neume_bar_evidence *e, size_t t, size_t k)
{
    static const float none[PLACES] = {0};
    size_t frames = k + SHORTEST;
    const float *before = t >= frames ? w->score[(t - frames) % RECENT][k] : none;
    float *here = w->here[k], gain = e->beat + w->cost[k];
    float start = t >= frames ? fmaxf(0, w->best[(t - frames) % HELD].score - w->params.pause) : 0;
    int32_t *source = w->source[k];
    uint8_t *metre = w->metre[t % HELD][k];
    for (int p = 1; p < PLACES - 1; p++)
        here[p] = before[p - 1];
    int any = 0;
    for (int m = 1; m < METRES; m++)
        any = before[last_of[m]] > before[last_of[any]] ? m : any;
    for (int m = 0; m < METRES; m++) {
        int changed = before[last_of[any]] - w->params.change > before[last_of[m]];
        metre[m] = (uint8_t)(changed ? any : m);
        here[first_of[m]] = changed ? before[last_of[any]] - w->params.change : before[last_of[m]];
    }
    for (int p = 0; p < PLACES; p++) {
        int begin = !(here[p] > start);
        source[p] = (int32_t)k | (begin ? BEGINS : 0);
        here[p] = (begin ? start : here[p]) + gain + e->other;
    }
    for (int m = 0; m < METRES; m++)
        here[first_of[m]] += e->first - e->other + w->params.metre[m];
    here[PLACES - 1] = -1e9f;
}

static void sweep(float *to, int32_t *source, const float *from, const int32_t *origin, float cost)
{
    for (int p = 0; p < PLACES; p++) {
        float moved = from[p] - cost;
        int better = moved > to[p];
        source[p] = better ? origin[p] : source[p];
        to[p] = better ? moved : to[p];
    }
}

/* The tempo after the beat: the cost of a change is a distance, so that two sweeps find the best for every interval;
 * more than the cost of a jump it never is. */
static void change_tempo(struct tracker *w)
{
    float most[PLACES];
    int32_t source[PLACES];
    memcpy(most, w->here[0], sizeof most);
    memcpy(source, w->source[0], sizeof source);
    for (size_t k = 1; k < INTERVALS; k++)
        sweep(most, source, w->here[k], w->source[k], 0);
    for (size_t k = 1; k < INTERVALS; k++)
        sweep(w->here[k], w->source[k], w->here[k - 1], w->source[k - 1], w->step[k]);
    for (size_t k = INTERVALS - 1; k-- > 0;)
        sweep(w->here[k], w->source[k], w->here[k + 1], w->source[k + 1], w->step[k + 1]);
    for (size_t k = 0; k < INTERVALS; k++)
        sweep(w->here[k], w->source[k], most, source, w->params.jump);
}

/* The best path that ends in frame t or before. */
static void keep_best(struct tracker *w, size_t t)
{
    struct prefix best = t ? w->best[(t - 1) % HELD] : (struct prefix){0};
    float top[PLACES];
    memcpy(top, w->here[0], sizeof top);
    for (size_t k = 1; k < INTERVALS; k++)
        for (int p = 0; p < PLACES; p++)
            top[p] = w->here[k][p] > top[p] ? w->here[k][p] : top[p];
    int place = 0;
    for (int p = 1; p < PLACES; p++)
        place = top[p] > top[place] ? p : place;
    if (top[place] > best.score) {
        size_t k = 0;
        while (w->here[k][place] < top[place])
            k++;
        best = (struct prefix){top[place], t, (uint8_t)k, (uint8_t)place};
    }
    w->best[t % HELD] = best;
}

/* Where nothing speaks for a beat the tempo of the last one goes on, which spares most of the work. */
static void step(struct tracker *w, const struct neume_bar_evidence *e, size_t t)
{
    for (size_t k = 0; k < INTERVALS; k++)
        extend(w, e, t, k);
    if (e->beat > quiet) {
        change_tempo(w);
        keep_best(w, t);
    } else
        w->best[t % HELD] = t ? w->best[(t - 1) % HELD] : (struct prefix){0};
    memcpy(w->score[t % RECENT], w->here, sizeof w->here);
    for (size_t k = 0; k < INTERVALS; k++)
        for (int p = 0; p < PLACES; p++)
            w->from[t % HELD][k][p] = (uint8_t)w->source[k][p];
}

static int push(struct tracker *w, size_t frame, int place)
{
    if (w->beats == w->capacity) {
        size_t wanted = w->capacity ? 2 * w->capacity : 1024;
        struct neume_bar_beat *grown = realloc(w->beat, wanted * sizeof *grown);
        if (!grown)
            return 0;
        w->beat = grown;
        w->capacity = wanted;
    }
    int m = metre_of(place);
    w->beat[w->beats++] = (struct neume_bar_beat){frame, place - first_of[m] + 1, m + NEUME_BEAT_LEAST_METRE};
    return 1;
}

/* One beat back. Returns 0 at the path's first beat, or if the choices there are no longer kept. */
static int go_back(const struct tracker *w, struct prefix *at, size_t oldest)
{
    uint8_t choice = w->from[at->frame % HELD][at->interval][at->place];
    size_t frames = (choice & INTERVAL_BITS) + SHORTEST;
    if (at->frame < oldest + frames)
        return 0;
    if (choice & BEGINS) {
        *at = w->best[(at->frame - frames) % HELD];
        return at->score - w->params.pause > 0 && at->frame >= oldest;
    }
    int m = metre_of(at->place);
    if (at->place == first_of[m])
        at->place = last_of[w->metre[at->frame % HELD][choice & INTERVAL_BITS][m]];
    else
        at->place--;
    at->frame -= frames;
    at->interval = choice & INTERVAL_BITS;
    return 1;
}

/* Follows a path back from its end as far as choices are kept at frame `now`, and keeps its beats before frame `until`
 * that come after those kept. */
static int settle(struct tracker *w, size_t now, struct prefix end, size_t until)
{
    size_t first = w->beats, after = first ? w->beat[first - 1].frame + SHORTEST / 2 : 0;
    size_t oldest = now >= HELD ? now - HELD + 1 : 0;
    int going = 1;
    for (struct prefix at = end; going && (!first || at.frame > after); going = go_back(w, &at, oldest))
        if (at.frame < until && !push(w, at.frame, at.place))
            return 0;
    for (size_t i = first, j = w->beats; i + 1 < j; i++) {
        struct neume_bar_beat swap = w->beat[i];
        w->beat[i] = w->beat[--j];
        w->beat[j] = swap;
    }
    return 1;
}

/* Settles all but the newest beats of the path that is best now, which those to come hardly change. The next call can
 * follow its path back to the first beat that this one leaves: HELD is twice BEHIND. */
static int settle_old(struct tracker *w, size_t t)
{
    struct prefix end = w->best[t % HELD];
    return end.score <= 0 || settle(w, t, end, t + 1 - BEHIND);
}

static int finish(struct tracker *w, size_t count)
{
    struct prefix end = w->best[(count - 1) % HELD];
    while (w->beats && w->beat[w->beats - 1].frame > end.frame)
        w->beats--; /* after the last beat that was worth it */
    return end.score <= 0 || settle(w, count - 1, end, end.frame + 1);
}

/* What a beat gains at the end of an interval, beside its evidence. */
static float gain_of(const struct neume_bar_params *params, float interval)
{
    float octaves = log2f(interval / params->usual);
    return params->worth + (params->lasting - params->prior * octaves * octaves) * interval / params->usual;
}

static struct tracker *tracker_new(const struct neume_bar_params *params)
{
    struct tracker *w = calloc(1, sizeof *w);
    if (!w)
        return NULL;
    w->params = *params;
    for (size_t k = 0; k < INTERVALS; k++) {
        w->step[k] = params->lambda * logf((float)(k + SHORTEST) / (float)(k + SHORTEST - 1));
        w->cost[k] = gain_of(params, (float)(k + SHORTEST));
    }
    return w;
}

enum neume_status neume_bar_track(const struct neume_bar_params *params, const struct neume_bar_evidence *evidence,
                                  size_t count, struct neume_bar_beat **beat, size_t *beats)
{
    *beat = NULL;
    *beats = 0;
    if (!count)
        return NEUME_OK;
    struct tracker *w = tracker_new(params);
    int ok = w != NULL;
    for (size_t t = 0; ok && t < count; t++) {
        step(w, &evidence[t], t);
        if (t >= HELD - 1 && (t + 1) % BEHIND == 0)
            ok = settle_old(w, t);
    }
    ok = ok && finish(w, count);
    if (ok && w->beats) {
        *beat = w->beat;
        *beats = w->beats;
    } else if (w)
        free(w->beat);
    free(w);
    return ok ? NEUME_OK : NEUME_ERR_MEMORY;
}

/* One beat further: each place comes from the one before it, and a bar's first from the last of any bar. */
static void pass_beat(float *score, const struct neume_bar_params *params, const struct neume_bar_evidence *e)
{
    float next[PLACES];
    int any = 0;
    for (int m = 1; m < METRES; m++)
        any = score[last_of[m]] > score[last_of[any]] ? m : any;
    for (int p = 1; p < PLACES; p++)
        next[p] = score[p - 1] + e->other;
    for (int m = 0; m < METRES; m++)
        next[first_of[m]] = fmaxf(score[last_of[m]], score[last_of[any]] - params->change) + e->first +
                            params->metre[m];
    memcpy(score, next, sizeof next);
}

double neume_bar_rate(const struct neume_bar_params *params, const struct neume_bar_evidence *evidence, size_t count,
                      const float *at, size_t beats)
{
    float score[PLACES] = {0}, most;
    double sum = 0;
    for (size_t i = 0; i < beats; i++) {
        const struct neume_bar_evidence *e = &evidence[neume_bar_nearest(evidence, count, at[i])];
        pass_beat(score, params, e);
        sum += e->beat + (i ? gain_of(params, at[i] - at[i - 1]) : params->worth);
    }
    most = score[0];
    for (int p = 1; p < PLACES - 1; p++)
        most = fmaxf(most, score[p]);
    return sum + most;
}

size_t neume_bar_nearest(const struct neume_bar_evidence *evidence, size_t count, float at)
{
    long t = lroundf(at), last = (long)count - 1, from = t - NEAR < last ? t - NEAR : last;
    size_t best = from > 0 ? (size_t)from : 0;
    for (long i = (long)best; i <= t + NEAR && i <= last; i++)
        best = evidence[i].beat > evidence[best].beat ? (size_t)i : best;
    return best;
}
