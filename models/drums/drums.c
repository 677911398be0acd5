/* SPDX-License-Identifier: MIT */
#include "models/drums/drums.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/onset.h"
#include "models/drums/drum_features.h"
#include "models/drums/drum_flam.h"
#include "models/drums/drum_fusion.h"
#include "models/drums/drum_repeat.h"
#include "models/drums/drum_rules.h"
#include "models/drums/drum_velocity.h"
#include "models/velocity.h"

enum {
    RING = 768,   /* hits remembered; sixteen seconds of them, 30 ms apart, are 533 */
    PIECE = 1024, /* samples taken at a time: an onset is measured before its frames are forgotten */
    BATCH = 16    /* onsets handed over at a time; a piece makes one or two */
};

static const double around = 4; /* seconds before and after a hit that it is compared with: a bar or two */
static const double nominal_length = 0.1, least_length = 0.01;
static const double least_moved = 0.025; /* seconds; nearer than this the waveform knows better than the network */

static const double lag_stays = 0.5; /* seconds */
static const double own = 0.02;      /* seconds about an onset in which a stroke is that onset's */
static const float lean_most = 4;
static const float loudest = 4; /* level at velocity 127 */

struct hit {
    struct neume_drum_hit heard;
    struct neume_drum_evidence evidence;
    struct neume_drum_verdict verdict;
    struct neume_drum_stroke before, after; /* of the same drum, if it is one that is struck so */
    float chance[FOLD_COUNT];
    int is_told[FOLD_COUNT];
};

struct drums {
    struct neume_transcriber base;
    struct neume_onset_detector *detector;
    struct neume_drum_frames frames;
    struct neume_drum_flams flams;
    struct neume_drum_net *net;
    struct hit hit[RING];
    uint64_t heard, judged, weighed,
        told;             /* hits that came, that have kinds, that have chances, that were handed out */
    double lag, lag_time; /* seconds after which the hits around repeat, and the hit that it was for */
    struct neume_drum_velocity level;
    float sensitivity, bias; /* dB on the thresholds of level */
};

static struct hit *hit_at(struct drums *d, uint64_t i)
{
    assert(i < d->heard && i + RING >= d->heard);
    return &d->hit[i % RING];
}

/* The hits within `around` of hit i: [*first, *end). */
static void neighbours(struct drums *d, uint64_t i, uint64_t *first, uint64_t *end)
{
    double time = hit_at(d, i)->heard.time;
    *first = i;
    while (*first > 0 && *first + RING > d->heard && time - hit_at(d, *first - 1)->heard.time < around)
        --*first;
    *end = i + 1;
    while (*end < d->heard && hit_at(d, *end)->heard.time - time < around)
        ++*end;
}

static int compare_floats(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* level[BAND_COUNT] of hit i. */
static void find_levels(struct drums *d, uint64_t i, float *level)
{
    uint64_t first, end;
    float sorted[RING];
    neighbours(d, i, &first, &end);
    size_t count = (size_t)(end - first);
    for (size_t b = 0; b < BAND_COUNT; b++) {
        for (size_t k = 0; k < count; k++)
            sorted[k] = hit_at(d, first + k)->heard.power[b];
        qsort(sorted, count, sizeof *sorted, compare_floats);
        level[b] = hit_at(d, i)->heard.power[b] - sorted[(9 * (count - 1) + 5) / 10];
    }
}

/* Long before it is told: how loud a hit is depends on those after it, too. */
static void learn_level(struct drums *d, const struct hit *h)
{
    int present[FOLD_COUNT];
    for (size_t fold = 0; fold < FOLD_COUNT; fold++)
        present[fold] = neume_drum_logit(&h->evidence, fold) > 0 || h->verdict.is_kind[neume_drum_kind_of(fold)];
    neume_drum_velocity_add(&d->level, &h->heard, present);
}

static void judge(struct drums *d, uint64_t i)
{
    struct hit *h = hit_at(d, i);
    float level[BAND_COUNT];
    find_levels(d, i, level);
    neume_drum_judge(&h->heard, i + 1 < d->heard ? hit_at(d, i + 1)->heard.time : INFINITY, level, d->bias,
                     &h->verdict);
    learn_level(d, h);
}

/* The metal around one hit. */
struct metal {
    float ring;          /* of those without a snare, in sum */
    int alone, mixed;    /* hits of it without and with a snare */
    float lean, certain; /* the network's cymbals over hats, and how certain it is of either, in sum */
};

/* A drummer stays on the hat or the ride for bars, and one hit alone says little. */
static struct metal look_around(struct drums *d, uint64_t i)
{
    struct metal m = {0};
    uint64_t first, end;
    neighbours(d, i, &first, &end);
    for (uint64_t k = first; k < end; k++) {
        const struct hit *h = hit_at(d, k);
        float hat = neume_drum_logit(&h->evidence, FOLD_HAT), cymbal = neume_drum_logit(&h->evidence, FOLD_CYMBAL);
        float certain = 1 / (1 + expf(-fmaxf(hat, cymbal)));
        m.certain += certain;
        m.lean += certain * fmaxf(-lean_most, fminf(lean_most, cymbal - hat));
        if (!h->verdict.is_kind[KIND_HAT])
            continue;
        if (h->verdict.is_kind[KIND_SNARE]) {
            m.mixed++;
            continue;
        }
        m.alone++;
        m.ring += neume_drum_ring(&h->heard);
    }
    return m;
}

/* What the rules say of hit i, with all that lies around. */
static void gather(struct drums *d, uint64_t i, struct neume_drum_case *c)
{
    const struct hit *h = hit_at(d, i);
    struct metal m = look_around(d, i);
    c->heard = &h->heard;
    c->verdict = &h->verdict;
    c->evidence = &h->evidence;
    c->ring = m.alone ? m.ring / (float)m.alone : 0;
    c->wires = 2 * m.alone <= m.mixed;
    c->lean = m.lean / (m.certain + 0.3f);
    c->metal_key = neume_drum_metal_key(&h->heard, m.ring);
}

static void find_chances(struct drums *d, uint64_t i)
{
    struct neume_drum_case c = {0};
    gather(d, i, &c);
    neume_drum_chances(&c, d->sensitivity, hit_at(d, i)->chance);
}

/* What repeats hardly changes from one hit to the next, and costs a comparison of all with all. */
static void find_support(struct drums *d, uint64_t i, float *support)
{
    struct neume_drum_chance hit[RING];
    uint64_t first, end;
    neighbours(d, i, &first, &end);
    for (uint64_t k = first; k < end; k++) {
        hit[k - first].time = hit_at(d, k)->heard.time;
        memcpy(hit[k - first].chance, hit_at(d, k)->chance, sizeof hit->chance);
    }
    double time = hit_at(d, i)->heard.time;
    if (i == 0 || time - d->lag_time >= lag_stays) {
        d->lag = neume_drum_repeat_lag(hit, (size_t)(end - first));
        d->lag_time = time;
    }
    neume_drum_repeat_support(hit, (size_t)(end - first), (size_t)(i - first), d->lag, support);
}

/* The onset of a hit is one for all its drums, and may be that of another instrument: where the network hears a drum
 * clearly elsewhere, and no other onset is nearer, it is there. */
static double onset_of(struct drums *d, uint64_t i, const struct neume_drum_answer *answer)
{
    double onset = hit_at(d, i)->heard.time, moved = onset + answer->late;
    if (fabs(moved - onset) < least_moved || moved < 0)
        return onset;
    if (i > 0 && i - 1 + RING >= d->heard && moved - hit_at(d, i - 1)->heard.time < onset - moved)
        return onset;
    if (i + 1 < d->heard && hit_at(d, i + 1)->heard.time - moved < moved - onset)
        return onset;
    return moved;
}

/* Insertion: there are FOLD_COUNT at most. */
static void sort_notes(struct neume_note *note, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t k = i; k > 0 && note[k].onset < note[k - 1].onset; k--) {
            struct neume_note swap = note[k];
            note[k] = note[k - 1];
            note[k - 1] = swap;
        }
}

/* Whether a stroke beside hit i is no other hit's of that drum, nor another hit's stroke. */
static int is_own(struct drums *d, uint64_t i, size_t fold, const struct neume_drum_stroke *stroke)
{
    double at = hit_at(d, i)->heard.time + stroke->late;
    if (stroke->late == 0 || at < 0)
        return 0;
    if (stroke->late < 0)
        return i == 0 || i - 1 + RING < d->heard || !hit_at(d, i - 1)->is_told[fold] ||
               at > hit_at(d, i - 1)->heard.time + own;
    if (i + 1 >= d->heard)
        return 1;
    const struct hit *next = hit_at(d, i + 1);
    return at < next->heard.time - own &&
           (next->before.late == 0 || fabs(next->heard.time + next->before.late - at) > own);
}

/* The second strokes of the drum that `main` is of, each no longer than to the next. */
static size_t find_strokes(struct drums *d, uint64_t i, size_t fold, const struct neume_note *main, float level,
                           struct neume_note *note)
{
    const struct hit *h = hit_at(d, i);
    const struct neume_drum_stroke *stroke[] = {&h->before, &h->after};
    size_t count = 0;
    for (size_t s = 0; s < 2; s++) {
        if (!is_own(d, i, fold, stroke[s]))
            continue;
        note[count] = *main;
        note[count].onset = h->heard.time + stroke[s]->late;
        note[count].offset = note[count].onset + fmin(fabs(stroke[s]->late), nominal_length);
        note[count++].velocity = neume_velocity(level + stroke[s]->level, loudest);
    }
    return count;
}

static enum neume_status tell(struct drums *d, uint64_t i, struct neume_notes *out)
{
    struct neume_drum_case c;
    struct neume_drum_answer answer[FOLD_COUNT];
    struct neume_note note[FOLD_COUNT + 4]; /* two drums have two strokes more at most */
    int present[FOLD_COUNT];
    float level[FOLD_COUNT];
    size_t count = 0;
    enum neume_status status = NEUME_OK;
    double next = i + 1 < d->heard ? hit_at(d, i + 1)->heard.time : INFINITY;
    gather(d, i, &c);
    find_support(d, i, c.support);
    neume_drum_fuse(&c, d->sensitivity, answer);
    for (size_t fold = 0; fold < FOLD_COUNT; fold++)
        present[fold] = answer[fold].key != 0;
    neume_drum_velocity_find(&d->level, c.heard, present, level);
    for (size_t fold = 0; fold < FOLD_COUNT; fold++) {
        double onset = onset_of(d, i, &answer[fold]);
        if (!answer[fold].key)
            continue;
        note[count] = (struct neume_note){.onset = onset,
                                          .offset = fmin(onset + nominal_length, fmax(next, onset + least_length)),
                                          .pitch = answer[fold].key,
                                          .velocity = neume_velocity(level[fold], loudest),
                                          .drum = 1,
                                          .confidence = answer[fold].confidence};
        count++;
        hit_at(d, i)->is_told[fold] = 1;
        if (fold == FOLD_SNARE || fold == FOLD_TOM)
            count += find_strokes(d, i, fold, &note[count - 1], level[fold], note + count);
    }
    sort_notes(note, count);
    for (size_t n = 0; n < count && status == NEUME_OK; n++)
        status = neume_notes_push(out, &note[n], NULL);
    return status;
}

static double time_of(struct drums *d, uint64_t i)
{
    return hit_at(d, i)->heard.time;
}

/* Judges and tells the hits that nothing after the newest hit, or nothing at all at the end, can change. */
static enum neume_status advance(struct drums *d, int is_end, struct neume_notes *out)
{
    enum neume_status status = NEUME_OK;
    while (d->judged < d->heard && (is_end || time_of(d, d->heard - 1) - time_of(d, d->judged) >= around))
        judge(d, d->judged++);
    while (d->weighed < d->judged &&
           (is_end || (d->judged < d->heard && time_of(d, d->judged) - time_of(d, d->weighed) >= around)))
        find_chances(d, d->weighed++);
    while (status == NEUME_OK && d->told < d->weighed &&
           (is_end || (d->weighed < d->heard && time_of(d, d->weighed) - time_of(d, d->told) >= around)))
        status = tell(d, d->told++, out);
    return status;
}

static enum neume_status take(struct drums *d, const struct neume_onset *onset, size_t count, struct neume_notes *out)
{
    enum neume_status status = NEUME_OK;
    for (size_t i = 0; i < count && status == NEUME_OK; i++) {
        struct hit *h = &d->hit[d->heard++ % RING];
        memset(h, 0, sizeof *h);
        neume_drum_measure(&d->frames, onset[i].time, &h->heard);
        neume_drum_net_find(d->net, onset[i].time, &h->evidence);
        h->before = neume_drum_flams_before(&d->flams, onset[i].time);
        h->after = neume_drum_flams_after(&d->flams, onset[i].time);
        status = advance(d, 0, out);
    }
    return status;
}

static enum neume_status drums_process(struct neume_transcriber *t, const float *samples, size_t count,
                                       struct neume_notes *out)
{
    struct drums *d = (struct drums *)t;
    struct neume_onset onset[BATCH];
    enum neume_status status = NEUME_OK;
    while (count && status == NEUME_OK) {
        size_t made,
            used = neume_onset_process(d->detector, samples, count < PIECE ? count : PIECE, onset, BATCH, &made);
        neume_drum_flams_process(&d->flams, samples, used);
        status = take(d, onset, made, out);
        samples += used;
        count -= used;
    }
    return status;
}

static enum neume_status drums_flush(struct neume_transcriber *t, struct neume_notes *out)
{
    struct drums *d = (struct drums *)t;
    struct neume_onset onset[BATCH];
    enum neume_status status = NEUME_OK;
    size_t made;
    while (status == NEUME_OK && (made = neume_onset_flush(d->detector, onset, BATCH)))
        status = take(d, onset, made, out);
    return status == NEUME_OK ? advance(d, 1, out) : status;
}

static void drums_reset(struct neume_transcriber *t)
{
    struct drums *d = (struct drums *)t;
    neume_onset_reset(d->detector);
    neume_drum_frames_reset(&d->frames);
    neume_drum_flams_reset(&d->flams);
    neume_drum_velocity_reset(&d->level);
    d->heard = d->judged = d->weighed = d->told = 0;
}

static void drums_free(struct neume_transcriber *t)
{
    struct drums *d = (struct drums *)t;
    if (!d)
        return;
    neume_onset_free(d->detector);
    neume_drum_frames_release(&d->frames);
    neume_drum_net_free(d->net);
    free(d);
}

static enum neume_status drums_create(struct neume_transcriber **out, const struct neume_options *options)
{
    struct neume_onset_config config;
    *out = NULL;
    struct drums *d = calloc(1, sizeof *d);
    if (!d)
        return NEUME_ERR_MEMORY;
    d->base.model = &neume_drums_model;
    d->sensitivity = (float)options->sensitivity;
    d->bias = (float)(12 * (0.5 - options->sensitivity));
    neume_onset_config_init(&config);
    config.sample_rate = NEUME_DRUM_RATE;
    config.sensitivity = options->sensitivity;
    enum neume_status status = neume_onset_new(&d->detector, &config);
    if (status == NEUME_OK)
        status = neume_drum_frames_init(&d->frames);
    if (status == NEUME_OK)
        status = neume_drum_net_new(&d->net);
    if (status == NEUME_OK)
        neume_onset_share(d->detector, neume_drum_frames_take, &d->frames);
    d->frames.net = d->net;
    neume_drum_flams_reset(&d->flams);
    if (status != NEUME_OK) {
        drums_free(&d->base);
        return status;
    }
    *out = &d->base;
    return NEUME_OK;
}

const struct neume_model neume_drums_model = {
    .name = "drums",
    .sample_rate = NEUME_DRUM_RATE,
    .create = drums_create,
    .process = drums_process,
    .flush = drums_flush,
    .reset = drums_reset,
    .free = drums_free,
};
