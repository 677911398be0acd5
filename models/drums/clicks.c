/* SPDX-License-Identifier: MIT */
#include "models/drums/clicks.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "analysis/onset.h"
#include "models/velocity.h"

enum { RATE = 44100, CELL = 441, CELLS = 512, BATCH = 16, LOUD_CELLS = 6, SIDE_STICK = 37 }; /* cells of 10 ms */

static const double apart = 0.15; /* seconds: nearer than this it is the end of a bleep */
static const double length = 0.05;
static const float quiet = 0.03f; /* of the loudest click's amplitude: an echo */

struct clicks {
    struct neume_transcriber base;
    struct neume_onset_detector *detector;
    float peak[CELLS]; /* a ring: the largest sample of each cell */
    uint64_t samples;
    struct neume_notes notes; /* their confidence is the click's amplitude, until the end */
};

static void clicks_reset(struct neume_transcriber *t)
{
    struct clicks *c = (struct clicks *)t;
    neume_onset_reset(c->detector);
    c->samples = 0;
    c->notes.count = 0;
}

static void clicks_free(struct neume_transcriber *t)
{
    struct clicks *c = (struct clicks *)t;
    neume_onset_free(c->detector);
    neume_notes_release(&c->notes);
    free(c);
}

static enum neume_status clicks_create(struct neume_transcriber **out, const struct neume_options *options)
{
    struct neume_onset_config config;
    struct clicks *c = calloc(1, sizeof *c);
    if (!c)
        return NEUME_ERR_MEMORY;
    c->base.model = &neume_clicks_model;
    neume_onset_config_init(&config);
    config.sample_rate = RATE;
    config.sensitivity = options->sensitivity;
    enum neume_status status = neume_onset_new(&c->detector, &config);
    if (status != NEUME_OK) {
        clicks_free(&c->base);
        return status;
    }
    *out = &c->base;
    return NEUME_OK;
}

static void keep_peaks(struct clicks *c, const float *samples, size_t count)
{
    for (size_t i = 0; i < count; i++, c->samples++) {
        float *cell = &c->peak[c->samples / CELL % CELLS];
        *cell = fmaxf(c->samples % CELL ? *cell : 0, fabsf(samples[i]));
    }
}

static enum neume_status take(struct clicks *c, const struct neume_onset *onset, size_t count)
{
    enum neume_status status = NEUME_OK;
    for (size_t i = 0; i < count && status == NEUME_OK; i++) {
        const struct neume_note *last = c->notes.count ? &c->notes.note[c->notes.count - 1] : NULL;
        struct neume_note note = {
            .onset = onset[i].time, .offset = onset[i].time + length, .pitch = SIDE_STICK, .drum = 1};
        uint64_t from = (uint64_t)(onset[i].time * RATE / CELL), end = c->samples / CELL;
        for (uint64_t k = from; k < from + LOUD_CELLS && k <= end; k++)
            note.confidence = fmaxf(note.confidence, c->peak[k % CELLS]);
        if (!last || note.onset > last->onset + apart)
            status = neume_notes_push(&c->notes, &note, NULL);
    }
    return status;
}

static enum neume_status clicks_process(struct neume_transcriber *t, const float *samples, size_t count,
                                        struct neume_notes *out)
{
    struct clicks *c = (struct clicks *)t;
    struct neume_onset onset[BATCH];
    enum neume_status status = NEUME_OK;
    size_t made;
    (void)out;
    while (count && status == NEUME_OK) {
        size_t used = neume_onset_process(c->detector, samples, count < CELL ? count : CELL, onset, BATCH, &made);
        keep_peaks(c, samples, used);
        status = take(c, onset, made);
        samples += used;
        count -= used;
    }
    return status;
}

static enum neume_status clicks_flush(struct neume_transcriber *t, struct neume_notes *out)
{
    struct clicks *c = (struct clicks *)t;
    struct neume_onset onset[BATCH];
    enum neume_status status = NEUME_OK;
    float top = 1e-9f;
    size_t made;
    while (status == NEUME_OK && (made = neume_onset_flush(c->detector, onset, BATCH)))
        status = take(c, onset, made);
    for (size_t i = 0; i < c->notes.count; i++)
        top = fmaxf(top, c->notes.note[i].confidence);
    for (size_t i = 0; i < c->notes.count && status == NEUME_OK; i++) {
        struct neume_note note = c->notes.note[i];
        float share = note.confidence / top;
        note.velocity = neume_velocity(20 * log10f(share + 1e-6f), 0);
        note.confidence = 1;
        if (share > quiet)
            status = neume_notes_push(out, &note, NULL);
    }
    return status;
}

const struct neume_model neume_clicks_model = {
    .name = "clicks",
    .sample_rate = RATE,
    .create = clicks_create,
    .process = clicks_process,
    .flush = clicks_flush,
    .reset = clicks_reset,
    .free = clicks_free,
};
