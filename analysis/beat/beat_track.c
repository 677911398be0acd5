/* SPDX-License-Identifier: MIT */
#include "analysis/beat/beat_track.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    SHORTEST = NEUME_BEAT_SHORTEST,
    INTERVALS = NEUME_BEAT_LONGEST - NEUME_BEAT_SHORTEST + 1,
    RECENT = 256,  /* frames whose scores are kept: a power of two over the longest interval */
    HELD = 8192,   /* frames whose choices are kept: 82 s */
    BEHIND = 4096, /* frames after which a beat is settled */
    BEGINS = 0x80, /* in a choice: the path's first beat */
    INTERVAL_BITS = 0x7F
};

/* Tuned on rendered music: see "Beats" in models/weights/README.md. */
static const struct params {
    float cost;   /* of a beat: what its novelty must exceed to be worth it */
    float lambda; /* of a change of the interval by the factor e */
    float prior;  /* per squared octave from the usual interval */
} params = {1.0f, 40.0f, 1.5f};

struct tracker {
    float score[RECENT][INTERVALS]; /* of a beat in frame t, going on with interval k */
    uint8_t from[HELD][INTERVALS];  /* the interval before that beat */
    float log_interval[INTERVALS], cost[INTERVALS];
    float best; /* of all beats so far, and where it is */
    size_t best_frame;
    uint8_t best_choice;
    size_t *beat, beats, capacity;
};

/* A beat in frame t for each interval before it, and then for each interval after it. */
static void step(struct tracker *w, const float *novelty, size_t t)
{
    float here[INTERVALS], *score = w->score[t % RECENT];
    uint8_t *from = w->from[t % HELD];
    for (size_t k = 0; k < INTERVALS; k++) {
        size_t frames = k + SHORTEST;
        float before = t >= frames ? w->score[(t - frames) % RECENT][k] : 0;
        here[k] = (before > 0 ? before : 0) + novelty[t] - w->cost[k];
        from[k] = (uint8_t)(before > 0 ? k : k | BEGINS);
        score[k] = here[k];
        if (here[k] > w->best) {
            w->best = here[k];
            w->best_frame = t;
            w->best_choice = from[k];
        }
    }
    /* The cost of a change is a distance, so two sweeps find the best for every interval. */
    for (size_t k = 1; k < INTERVALS; k++) {
        float moved = score[k - 1] - params.lambda * (w->log_interval[k] - w->log_interval[k - 1]);
        if (moved > score[k]) {
            score[k] = moved;
            from[k] = from[k - 1];
        }
    }
    for (size_t k = INTERVALS - 1; k-- > 0;) {
        float moved = score[k + 1] - params.lambda * (w->log_interval[k + 1] - w->log_interval[k]);
        if (moved > score[k]) {
            score[k] = moved;
            from[k] = from[k + 1];
        }
    }
}

static int push(struct tracker *w, size_t frame)
{
    if (w->beats == w->capacity) {
        size_t wanted = w->capacity ? 2 * w->capacity : 1024;
        size_t *grown = realloc(w->beat, wanted * sizeof *grown);
        if (!grown)
            return 0;
        w->beat = grown;
        w->capacity = wanted;
    }
    w->beat[w->beats++] = frame;
    return 1;
}

/* Follows a path back from its end, in reverse, as far as choices are kept at frame `now`, and keeps its beats before
 * frame `until` that come after those kept. */
static int settle(struct tracker *w, size_t now, size_t t, uint8_t choice, size_t until)
{
    size_t first = w->beats, after = first ? w->beat[first - 1] + SHORTEST / 2 : 0;
    size_t oldest = now >= HELD ? now - HELD + 1 : 0;
    while (!first || t > after) {
        size_t frames = (choice & INTERVAL_BITS) + SHORTEST;
        if (t < until && !push(w, t))
            return 0;
        if (choice & BEGINS || t < oldest + frames)
            break;
        t -= frames;
        choice = w->from[t % HELD][frames - SHORTEST];
    }
    for (size_t i = first, j = w->beats; i + 1 < j; i++) {
        size_t swap = w->beat[i];
        w->beat[i] = w->beat[--j];
        w->beat[j] = swap;
    }
    return 1;
}

/* Settles all but the newest beats of the path that is best now, which those to come hardly change. */
static int settle_old(struct tracker *w, size_t t)
{
    size_t at = t, k = 0;
    for (size_t back = 0; back < NEUME_BEAT_LONGEST; back++)
        for (size_t i = 0; i < INTERVALS; i++)
            if (w->score[(t - back) % RECENT][i] > w->score[at % RECENT][k]) {
                at = t - back;
                k = i;
            }
    return settle(w, t, at, w->from[at % HELD][k], t - BEHIND);
}

/* count: frames there were */
static int finish(struct tracker *w, size_t count)
{
    while (w->beats && w->beat[w->beats - 1] > w->best_frame)
        w->beats--; /* after the last beat that was worth it */
    return w->best <= 0 || settle(w, count - 1, w->best_frame, w->best_choice, w->best_frame + 1);
}

enum neume_status neume_beat_track(const float *novelty, size_t count, float usual, size_t **beat, size_t *beats)
{
    *beat = NULL;
    *beats = 0;
    struct tracker *w = calloc(1, sizeof *w);
    int ok = w != NULL;
    for (size_t k = 0; ok && k < INTERVALS; k++) {
        float octaves = log2f((float)(k + SHORTEST) / usual);
        w->log_interval[k] = logf((float)(k + SHORTEST));
        w->cost[k] = params.cost + params.prior * octaves * octaves;
    }
    for (size_t t = 0; ok && t < count; t++) {
        step(w, novelty, t);
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
