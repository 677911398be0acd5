/* SPDX-License-Identifier: MIT */
#include "models/drums.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/onset.h"
#include "models/drum_features.h"
#include "models/drum_loud.h"
#include "models/drum_rules.h"
#include "models/drum_weigh.h"
#include "models/velocity.h"

enum {
    ring = 512,   /* hits remembered; twelve seconds of them, 30 ms apart, are 400 */
    piece = 1024, /* samples taken at a time: an onset is measured before its frames are forgotten */
    batch = 16    /* onsets handed over at a time; a piece makes one or two */
};

static const double around = 4; /* seconds before and after a hit that it is compared with: a bar or two */
static const double nominal_length = 0.1;

static const float loudest = 4; /* level at velocity 127 */

struct hit {
    struct neume_drum_hit heard;
    struct neume_drum_evidence evidence;
    struct neume_drum_verdict verdict;
};

struct drums {
    struct neume_transcriber base;
    struct neume_onset_detector *detector;
    struct neume_drum_frames frames;
    struct neume_drum_net *net;
    struct hit hit[ring];
    uint64_t heard, judged, told; /* hits that came, that have kinds, that were handed out */
    struct neume_drum_loud loud[FOLD_COUNT];
    float sensitivity, bias; /* dB on the thresholds of level */
};

static struct hit *hit_at(struct drums *d, uint64_t i)
{
    assert(i < d->heard && i + ring >= d->heard);
    return &d->hit[i % ring];
}

/* The hits within `around` of hit i: [*first, *end). */
static void neighbours(struct drums *d, uint64_t i, uint64_t *first, uint64_t *end)
{
    double time = hit_at(d, i)->heard.time;
    *first = i;
    while (*first > 0 && *first + ring > d->heard && time - hit_at(d, *first - 1)->heard.time < around)
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
    float sorted[ring];
    neighbours(d, i, &first, &end);
    size_t count = (size_t)(end - first);
    for (size_t b = 0; b < BAND_COUNT; b++) {
        for (size_t k = 0; k < count; k++)
            sorted[k] = hit_at(d, first + k)->heard.power[b];
        qsort(sorted, count, sizeof *sorted, compare_floats);
        level[b] = hit_at(d, i)->heard.power[b] - sorted[(9 * (count - 1) + 5) / 10];
    }
}

static void judge(struct drums *d, uint64_t i)
{
    struct hit *h = hit_at(d, i);
    float level[BAND_COUNT];
    find_levels(d, i, level);
    neume_drum_judge(&h->heard, i + 1 < d->heard ? hit_at(d, i + 1)->heard.time : INFINITY, level, d->bias,
                     &h->verdict);
    for (size_t fold = 0; fold < FOLD_COUNT; fold++)
        if (h->verdict.is_kind[neume_drum_kind_of(fold)])
            neume_drum_loud_add(&d->loud[fold], neume_drum_strike(&h->heard, fold));
}

/* The metal around one hit. */
struct metal {
    float ring;       /* of those alone, in sum */
    int alone, mixed; /* hits of it without and with a snare */
};

/* A drummer stays on the hat or the ride for bars, and one hit alone says little. */
static struct metal look_around(struct drums *d, uint64_t i)
{
    struct metal m = {0};
    uint64_t first, end;
    neighbours(d, i, &first, &end);
    for (uint64_t k = first; k < end; k++) {
        const struct hit *h = hit_at(d, k);
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
    for (size_t fold = 0; fold < FOLD_COUNT; fold++) {
        float strike = neume_drum_strike(&h->heard, fold);
        c->level[fold] = strike - neume_drum_loud_find(&d->loud[fold], strike);
    }
    c->wires = 2 * m.alone <= m.mixed;
    c->metal_key = neume_drum_metal_key(&h->heard, m.ring);
}

static enum neume_status tell(struct drums *d, uint64_t i, struct neume_notes *out)
{
    struct neume_drum_case c;
    struct neume_drum_answer answer[FOLD_COUNT];
    enum neume_status status = NEUME_OK;
    double onset = hit_at(d, i)->heard.time, offset = onset + nominal_length;
    if (i + 1 < d->heard)
        offset = fmin(offset, hit_at(d, i + 1)->heard.time);
    gather(d, i, &c);
    neume_drum_weigh(&c, d->sensitivity, answer);
    for (size_t fold = 0; fold < FOLD_COUNT && status == NEUME_OK; fold++) {
        struct neume_note note = {.onset = onset,
                                  .offset = offset,
                                  .pitch = answer[fold].key,
                                  .velocity = neume_velocity(answer[fold].level, loudest),
                                  .drum = 1,
                                  .confidence = answer[fold].confidence};
        if (answer[fold].key)
            status = neume_notes_push(out, &note, NULL);
    }
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
    while (status == NEUME_OK && d->told < d->judged &&
           (is_end || (d->judged < d->heard && time_of(d, d->judged) - time_of(d, d->told) >= around)))
        status = tell(d, d->told++, out);
    return status;
}

static enum neume_status take(struct drums *d, const struct neume_onset *onset, size_t count, struct neume_notes *out)
{
    enum neume_status status = NEUME_OK;
    for (size_t i = 0; i < count && status == NEUME_OK; i++) {
        struct hit *h = &d->hit[d->heard++ % ring];
        memset(h, 0, sizeof *h);
        neume_drum_measure(&d->frames, onset[i].time, &h->heard);
        neume_drum_net_find(d->net, onset[i].time, &h->evidence);
        status = advance(d, 0, out);
    }
    return status;
}

static enum neume_status drums_process(struct neume_transcriber *t, const float *samples, size_t count,
                                       struct neume_notes *out)
{
    struct drums *d = (struct drums *)t;
    struct neume_onset onset[batch];
    enum neume_status status = NEUME_OK;
    while (count && status == NEUME_OK) {
        size_t made,
            used = neume_onset_process(d->detector, samples, count < piece ? count : piece, onset, batch, &made);
        neume_drum_frames_process(&d->frames, samples, used);
        status = take(d, onset, made, out);
        samples += used;
        count -= used;
    }
    return status;
}

static enum neume_status drums_flush(struct neume_transcriber *t, struct neume_notes *out)
{
    struct drums *d = (struct drums *)t;
    struct neume_onset onset[batch];
    enum neume_status status = NEUME_OK;
    size_t made;
    neume_drum_frames_flush(&d->frames);
    while (status == NEUME_OK && (made = neume_onset_flush(d->detector, onset, batch)))
        status = take(d, onset, made, out);
    return status == NEUME_OK ? advance(d, 1, out) : status;
}

static void drums_reset(struct neume_transcriber *t)
{
    struct drums *d = (struct drums *)t;
    neume_onset_reset(d->detector);
    neume_drum_frames_reset(&d->frames);
    for (size_t fold = 0; fold < FOLD_COUNT; fold++)
        neume_drum_loud_reset(&d->loud[fold]);
    d->heard = d->judged = d->told = 0;
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
    config.sample_rate = neume_drum_rate;
    config.sensitivity = options->sensitivity;
    enum neume_status status = neume_onset_new(&d->detector, &config);
    if (status == NEUME_OK)
        status = neume_drum_frames_init(&d->frames);
    if (status == NEUME_OK)
        status = neume_drum_net_new(&d->net);
    d->frames.net = d->net;
    if (status != NEUME_OK) {
        drums_free(&d->base);
        return status;
    }
    *out = &d->base;
    return NEUME_OK;
}

const struct neume_model neume_drums_model = {
    .name = "drums",
    .sample_rate = neume_drum_rate,
    .create = drums_create,
    .process = drums_process,
    .flush = drums_flush,
    .reset = drums_reset,
    .free = drums_free,
};
