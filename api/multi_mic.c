/* SPDX-License-Identifier: MIT
 *
 * The façade's part for several microphones of one take. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "api/feed.h"
#include "api/transcribe.h"
#include "core/sized.h"
#include "models/drums/microphones.h"
#include "models/drums/microphones_decide.h"

enum { BLOCK = 4096, CHANNELS = NEUME_MICROPHONES_MOST + 1 };

/* A take on its way. */
struct take {
    struct neume_microphone mic[NEUME_MICROPHONES_MOST]; /* the close ones, then the room's */
    size_t number[NEUME_MICROPHONES_MOST];               /* their places in the caller's list */
    size_t close, count;
    const struct neume_options *options;
    struct neume_feed *feed[CHANNELS]; /* of each close one, and of the room */
    float *samples;                    /* [channels][block] */
    size_t bad;                        /* place in mic[], or count */
};

static int sort_microphones(struct take *t, const struct neume_microphone *mic, size_t count)
{
    if (!count || count > NEUME_MICROPHONES_MOST)
        return 0;
    for (int close = 1; close >= 0; close--)
        for (size_t i = 0; i < count; i++) {
            if (!mic[i].path || mic[i].drums >> NEUME_DRUM_COUNT || !(fabs(mic[i].delay) <= 3600))
                return 0;
            if ((mic[i].drums != 0) != close)
                continue;
            t->number[t->count] = i;
            t->mic[t->count++] = mic[i];
            t->close += (size_t)close;
        }
    return 1;
}

/* The room, or where there is none all microphones. */
static struct neume_feed_input room_of(const struct take *t)
{
    if (t->close < t->count)
        return (struct neume_feed_input){.file = t->mic + t->close, .files = t->count - t->close};
    return (struct neume_feed_input){.file = t->mic, .files = t->count};
}

static enum neume_status open_all(struct take *t)
{
    enum neume_status status = NEUME_OK;
    t->samples = malloc(CHANNELS * BLOCK * sizeof *t->samples);
    if (!t->samples)
        return NEUME_ERR_MEMORY;
    for (size_t i = 0; i < t->close && status == NEUME_OK; i++) {
        status = neume_feed_open(&t->feed[i], &(struct neume_feed_input){.file = t->mic + i, .files = 1},
                                 NEUME_MICROPHONES_RATE, NULL);
        t->bad = status == NEUME_OK ? t->bad : i;
    }
    if (t->close < t->count && status == NEUME_OK) {
        struct neume_feed_input room = room_of(t);
        size_t bad = 0;
        status = neume_feed_open(&t->feed[t->close], &room, NEUME_MICROPHONES_RATE, &bad);
        t->bad = status == NEUME_OK ? t->bad : t->close + bad;
    }
    return status;
}

/* Reads a block of all; the shorter ones end in silence. */
static enum neume_status read_all(struct take *t, size_t *most)
{
    *most = 0;
    for (size_t i = 0; i < CHANNELS; i++) {
        size_t got = 0, bad = 0;
        float *x = t->samples + i * BLOCK;
        if (!t->feed[i])
            continue;
        enum neume_status status = neume_feed_read(t->feed[i], x, BLOCK, &got, &bad);
        if (status != NEUME_OK) {
            t->bad = i + bad;
            return status;
        }
        memset(x + got, 0, (BLOCK - got) * sizeof *x);
        *most = got > *most ? got : *most;
    }
    return NEUME_OK;
}

/* All close microphones and the room side by side. */
static enum neume_status listen(struct take *t, struct neume_microphones *m, const struct neume_feed_progress *progress)
{
    const float *each[CHANNELS];
    size_t got = BLOCK;
    enum neume_status status = open_all(t);
    for (size_t i = 0; i < CHANNELS && status == NEUME_OK; i++)
        each[i] = t->samples + i * BLOCK;
    while (status == NEUME_OK && (status = read_all(t, &got)) == NEUME_OK && got) {
        status = neume_microphones_process(m, each, got);
        if (status == NEUME_OK)
            status = neume_feed_report_progress(progress, t->feed[0]);
    }
    return status == NEUME_OK ? neume_microphones_flush(m) : status;
}

static void add_report(const struct take *t, struct neume_report *report)
{
    for (size_t i = 0; i < t->close; i++) {
        struct neume_report one = {0};
        neume_feed_report(t->feed[i], &one);
        if (!i) {
            report->sample_rate = one.sample_rate;
            report->channels = one.channels;
        }
        if (one.peak < 1e-4f)
            report->silent_microphones |= (uint64_t)1 << t->number[i];
        report->duration = fmax(report->duration, one.duration);
        report->peak = fmaxf(report->peak, one.peak);
        if (t->close < t->count) { /* else all were counted when all were heard */
            report->bad_samples += one.bad_samples;
            report->clipped_samples += one.clipped_samples;
        }
        report->truncated |= one.truncated;
    }
}

static enum neume_status decide(const struct take *t, struct neume_microphones *m, struct neume_notes *heard,
                                struct neume_notes *notes)
{
    double sensitivity[NEUME_DRUM_COUNT];
    for (int d = 0; d < NEUME_DRUM_COUNT; d++)
        sensitivity[d] = fmin(fmax(t->options->sensitivity + t->options->drum_sensitivity[d], 0), 1);
    neume_notes_sort(heard);
    return neume_microphones_decide(m, heard, sensitivity, notes);
}

static enum neume_status run(struct take *t, neume_progress_fn call, void *user, struct neume_notes *notes,
                             struct neume_report *report)
{
    struct neume_microphones *m = NULL;
    struct neume_notes heard = {0};
    struct neume_feed_progress first = {call, user, 0, 0.5}, second = {call, user, 0.5, 1};
    struct neume_feed_input room = room_of(t);
    unsigned drums[NEUME_MICROPHONES_MOST];
    size_t bad = t->count, before = notes->count;
    for (size_t i = 0; i < t->close; i++)
        drums[i] = t->mic[i].drums;
    enum neume_status status = neume_api_drums(&room, t->options, &first, t->close ? &heard : notes, report, &bad);
    t->bad = bad < room.files ? bad + (size_t)(room.file - t->mic) : t->count;
    if (status == NEUME_OK && t->close) {
        status = neume_microphones_new(&m, drums, t->close, t->close < t->count);
        if (status == NEUME_OK)
            status = listen(t, m, &second);
        if (status == NEUME_OK)
            status = decide(t, m, &heard, notes);
        if (status == NEUME_OK)
            add_report(t, report);
    }
    if (status == NEUME_OK)
        status = neume_api_drum_decay(&room, t->options, notes, before, NULL);
    neume_microphones_free(m);
    neume_notes_release(&heard);
    return status;
}

enum neume_status neume_transcribe_microphones(const struct neume_microphone *microphone, size_t count,
                                               const struct neume_options *given, neume_progress_fn progress,
                                               void *user, struct neume_notes *notes, struct neume_report *report_out,
                                               size_t *bad)
{
    struct neume_report report = {.mode = NEUME_MODE_DRUMS, .confidence = 1};
    struct neume_options options;
    size_t before = notes->count;
    struct take *t = calloc(1, sizeof *t);
    neume_options_init(&options);
    enum neume_status status = t ? NEUME_OK : NEUME_ERR_MEMORY;
    if (status == NEUME_OK && given)
        status = neume_sized_take(&options, sizeof options, given);
    if (status == NEUME_OK)
        status = neume_options_check(&options);
    if (status == NEUME_OK && ((options.mode != NEUME_MODE_AUTO && options.mode != NEUME_MODE_DRUMS) ||
                               !sort_microphones(t, microphone, count)))
        status = NEUME_ERR_ARGUMENT;
    if (bad)
        *bad = count;
    if (status == NEUME_OK) {
        t->options = &options;
        t->bad = t->count;
        status = run(t, progress, user, notes, &report);
        if (status == NEUME_OK)
            neume_api_finish(notes, before, &options);
        else if (bad && t->bad < t->count)
            *bad = t->number[t->bad];
    }
    if (status != NEUME_OK)
        notes->count = before;
    for (size_t i = 0; t && i < CHANNELS; i++)
        neume_feed_free(t->feed[i]);
    free(t ? t->samples : NULL);
    free(t);
    if (report_out)
        *report_out = report;
    return status;
}
