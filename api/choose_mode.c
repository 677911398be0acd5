/* SPDX-License-Identifier: MIT */
#include "api/choose_mode.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>

#include "models/classify/mode_classifier.h"
#include "models/drums/clicks.h"

enum { BLOCK = 4096 };

/* Up to `whole` seconds all is heard; of longer recordings excerpts, each in the middle of an even part: an
 * introduction must not decide for the song. Drums are known by what is played for some seconds around. */
static const double whole = 45, excerpt = 8, least = 24;
static const double share = 0.005; /* of a longer recording is heard on top of `least` */
static const double most = 48;
static const double too_little = 2; /* seconds of sound in the excerpts */
static const float silence = 1e-4f;
static const double sure = 0.7; /* from here on no other mode is worth a word */

/* Which parts are heard, in samples. */
struct excerpts {
    uint64_t first;  /* the beginning, heard whole */
    uint64_t length; /* of each other one */
    uint64_t period; /* from the begin of one to that of the next */
    uint64_t start;  /* of one in its period */
};

static uint64_t samples_of(double seconds)
{
    return (uint64_t)llround(seconds * NEUME_MODE_RATE);
}

/* duration: seconds, or -1 where it is unknown, as of a stream. */
static struct excerpts plan(double duration)
{
    if (duration >= 0 && duration <= whole)
        return (struct excerpts){.first = UINT64_MAX};
    if (duration < 0)
        return (struct excerpts){samples_of(least), samples_of(excerpt), samples_of(20 * excerpt), 0};
    double count = floor(fmin(most, least + share * duration) / excerpt), part = duration / count;
    return (struct excerpts){0, samples_of(excerpt), samples_of(part), samples_of((part - excerpt) / 2)};
}

/* The same for a guess. */
static struct excerpts plan_guess(double duration)
{
    static const double part = 4;
    if (duration >= 0 && duration <= 2 * part)
        return (struct excerpts){.first = UINT64_MAX};
    if (duration < 0)
        return (struct excerpts){samples_of(2 * part), 0, UINT64_MAX, 0};
    return (struct excerpts){0, samples_of(part), samples_of(duration / 2), samples_of((duration / 2 - part) / 2)};
}

/* How many samples from `at` on are heard; or, where none is, *skipped until the next that is. */
static uint64_t heard_from(const struct excerpts *e, uint64_t at, uint64_t *skipped)
{
    *skipped = 0;
    if (at < e->first)
        return e->first - at;
    uint64_t into = at % e->period, end = e->start + e->length;
    if (into >= e->start && into < end)
        return end - into;
    *skipped = into < e->start ? e->start - into : e->period - into + e->start;
    return 0;
}

static enum neume_status hear_block(struct neume_mode_hearing *h, const struct excerpts *e, const float *samples,
                                    size_t count, uint64_t *at, int *was_heard)
{
    enum neume_status status = NEUME_OK;
    while (count && status == NEUME_OK) {
        uint64_t skipped, heard = heard_from(e, *at, &skipped), n = heard ? heard : skipped;
        n = n < count ? n : count;
        if (heard && !*was_heard)
            status = neume_mode_hearing_cut(h);
        if (heard && status == NEUME_OK)
            status = neume_mode_hearing_process(h, samples, (size_t)n);
        *was_heard = heard > 0;
        *at += n;
        samples += n;
        count -= (size_t)n;
    }
    return status;
}

/* Passes over what is not heard from *at on, as far as it goes without reading it. */
static void pass_over(struct neume_feed *feed, const struct excerpts *e, uint64_t *at, int *was_heard)
{
    uint64_t skipped, done = 0;
    if (!heard_from(e, *at, &skipped) && skipped > NEUME_MODE_RATE / 2)
        done = neume_feed_skip(feed, skipped);
    *at += done;
    if (done)
        *was_heard = 0;
}

static enum neume_status hear_excerpts(const struct neume_feed_input *in, const struct neume_feed_progress *progress,
                                       struct neume_mode_hearing *h, struct excerpts (*plan_for)(double duration))
{
    struct neume_feed *feed = NULL;
    float samples[BLOCK];
    size_t got;
    uint64_t at = 0;
    int was_heard = 1; /* the first is no cut */
    enum neume_status status = neume_feed_open(&feed, in, NEUME_MODE_RATE, NULL);
    struct excerpts e = status == NEUME_OK ? plan_for(neume_feed_duration(feed)) : (struct excerpts){0};
    while (status == NEUME_OK && (status = neume_feed_read(feed, samples, BLOCK, &got, NULL)) == NEUME_OK && got) {
        status = hear_block(h, &e, samples, got, &at, &was_heard);
        if (status == NEUME_OK)
            status = neume_feed_report_progress(progress, feed);
        pass_over(feed, &e, &at, &was_heard);
    }
    neume_feed_free(feed);
    return status;
}

static enum neume_status hear(const struct neume_feed_input *in, const struct neume_feed_progress *progress,
                              struct neume_mode_hearing *h)
{
    return hear_excerpts(in, progress, h, plan);
}

static enum neume_status hear_little(const struct neume_feed_input *in, const struct neume_feed_progress *progress,
                                     struct neume_mode_hearing *h)
{
    return hear_excerpts(in, progress, h, plan_guess);
}

static int is_silent(const float *samples, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (fabsf(samples[i]) > silence)
            return 0;
    return 1;
}

/* The first part of the recording that is not silent, wherever it lies. */
static enum neume_status hear_sound(const struct neume_feed_input *in, const struct neume_feed_progress *progress,
                                    struct neume_mode_hearing *h)
{
    struct neume_feed *feed = NULL;
    float samples[BLOCK];
    size_t got;
    uint64_t heard = 0;
    int was_heard = 1;
    enum neume_status status = neume_feed_open(&feed, in, NEUME_MODE_RATE, NULL);
    while (status == NEUME_OK && heard < samples_of(most) &&
           (status = neume_feed_read(feed, samples, BLOCK, &got, NULL)) == NEUME_OK && got) {
        int is_heard = !is_silent(samples, got);
        if (is_heard && !was_heard)
            status = neume_mode_hearing_cut(h);
        if (is_heard && status == NEUME_OK)
            status = neume_mode_hearing_process(h, samples, got);
        was_heard = is_heard;
        heard += is_heard ? got : 0;
        if (status == NEUME_OK)
            status = neume_feed_report_progress(progress, feed);
    }
    neume_feed_free(feed);
    return status;
}

typedef enum neume_status (*hear_fn)(const struct neume_feed_input *in, const struct neume_feed_progress *progress,
                                     struct neume_mode_hearing *h);

static enum neume_status listen(hear_fn hear_some, const struct neume_feed_input *in,
                                const struct neume_feed_progress *progress, struct neume_mode_evidence *evidence)
{
    struct neume_mode_hearing *h;
    enum neume_status status = neume_mode_hearing_new(&h);
    if (status == NEUME_OK)
        status = hear_some(in, progress, h);
    if (status == NEUME_OK)
        status = neume_mode_hearing_finish(h, evidence);
    neume_mode_hearing_free(h);
    return status;
}

enum neume_status neume_api_choose_mode(const struct neume_feed_input *in, const struct neume_options *options,
                                        const struct neume_feed_progress *progress, struct neume_report *report,
                                        const struct neume_model **model)
{
    struct neume_mode_evidence evidence;
    enum neume_status status = listen(hear, in, progress, &evidence);
    /* The excerpts may lie in the silence before, between or after what was played. */
    if (status == NEUME_OK && evidence.sounding < too_little && evidence.seconds > least / 2)
        status = listen(hear_sound, in, progress, &evidence);
    if (status != NEUME_OK)
        return status;
    struct neume_mode_choice choice = neume_mode_choose(&evidence, !options->no_drums);
    report->mode = choice.mode;
    report->confidence = choice.confidence;
    report->next = choice.confidence < sure ? choice.next : NEUME_MODE_AUTO;
    snprintf(report->reason, sizeof report->reason, "%s", choice.reason);
    report->no_music = !choice.is_music;
    *model = choice.is_metronome ? &neume_clicks_model : NULL;
    return NEUME_OK;
}

enum neume_status neume_api_guess_mode(const struct neume_feed_input *in, const struct neume_feed_progress *progress,
                                       struct neume_mode_choice *choice)
{
    struct neume_mode_evidence evidence;
    enum neume_status status = listen(hear_little, in, progress, &evidence);
    if (status == NEUME_OK)
        *choice = neume_mode_choose(&evidence, 1);
    return status;
}
