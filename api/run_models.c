/* SPDX-License-Identifier: MIT */
#include "api/run_models.h"

#include "audio/block_input.h"
#include "models/transcriber.h"

enum { BLOCK = 4096 };

struct running {
    struct neume_model_run *run; /* [runs] */
    size_t runs;
    struct neume_transcriber *transcriber[NEUME_MODEL_RUNS];
    double rate[NEUME_BLOCK_INPUT_LISTENERS]; /* [rates] */
    size_t rates, listener[NEUME_MODEL_RUNS]; /* whose rate each run has */
    struct neume_block_input *input;
    struct neume_feed *feed;
};

/* The listener of that rate, a new one where there is none yet. */
static size_t listener_of(struct running *r, double rate)
{
    size_t i = 0;
    while (i < r->rates && r->rate[i] != rate)
        i++;
    if (i == r->rates && i < NEUME_BLOCK_INPUT_LISTENERS)
        r->rate[r->rates++] = rate;
    return i;
}

static enum neume_status make_transcribers(struct running *r)
{
    enum neume_status status = NEUME_OK;
    for (size_t i = 0; i < r->runs && status == NEUME_OK; i++) {
        r->listener[i] = listener_of(r, r->run[i].model->sample_rate);
        status = r->listener[i] < NEUME_BLOCK_INPUT_LISTENERS ? NEUME_OK : NEUME_ERR_ARGUMENT;
        if (status == NEUME_OK)
            status = neume_transcriber_new(&r->transcriber[i], r->run[i].model, &r->run[i].options);
    }
    return status;
}

static enum neume_status take(void *user, size_t listener, const float *samples, size_t count)
{
    struct running *r = user;
    enum neume_status status = NEUME_OK;
    for (size_t i = 0; i < r->runs && status == NEUME_OK; i++)
        if (r->listener[i] == listener)
            status = neume_transcriber_process(r->transcriber[i], samples, count, &r->run[i].notes);
    return status;
}

/* One pass. A model alone is fed at its own rate at once, and so are files that are mixed to one; several models share
 * what is read at the file's. */
static enum neume_status pass(struct running *r, const struct neume_feed_input *in,
                              const struct neume_feed_progress *progress, size_t *bad)
{
    float samples[BLOCK];
    size_t got;
    enum neume_status status = make_transcribers(r);
    if (status == NEUME_OK)
        status = neume_feed_open(&r->feed, in, r->rates == 1 ? r->rate[0] : 0, bad);
    if (status == NEUME_OK && r->rates > 1)
        status = neume_block_input_new(&r->input, neume_feed_rate(r->feed), 1, r->rate, r->rates);
    while (status == NEUME_OK && (status = neume_feed_read(r->feed, samples, BLOCK, &got, bad)) == NEUME_OK && got) {
        status = r->input ? neume_block_input_process(r->input, samples, got, take, r) : take(r, 0, samples, got);
        if (status == NEUME_OK)
            status = neume_feed_report_progress(progress, r->feed);
    }
    if (status == NEUME_OK && r->input)
        status = neume_block_input_flush(r->input, take, r);
    for (size_t i = 0; i < r->runs && status == NEUME_OK; i++)
        status = neume_transcriber_flush(r->transcriber[i], &r->run[i].notes);
    return status;
}

static enum neume_status run_together(const struct neume_feed_input *in, struct neume_model_run *run, size_t runs,
                                      const struct neume_feed_progress *progress, struct neume_report *report,
                                      size_t *bad)
{
    struct running r = {.run = run, .runs = runs};
    enum neume_status status = pass(&r, in, progress, bad);
    if (status == NEUME_OK) {
        neume_feed_report(r.feed, report);
        report->tuning = r.transcriber[runs - 1]->tuning;
        report->pitched = r.transcriber[runs - 1]->pitched;
    }
    for (size_t i = 0; i < runs; i++)
        neume_transcriber_free(r.transcriber[i]);
    neume_block_input_free(r.input);
    neume_feed_free(r.feed);
    return status;
}

enum neume_status neume_run_models(const struct neume_feed_input *in, struct neume_model_run *run, size_t runs,
                                   const struct neume_feed_progress *progress, struct neume_report *report, size_t *bad)
{
    enum neume_status status = NEUME_OK;
    if (in->files < 2)
        return run_together(in, run, runs, progress, report, bad);
    /* Files of different rates have no rate in common at which they could be mixed. */
    for (size_t i = 0; i < runs && status == NEUME_OK; i++) {
        double step = (progress->to - progress->from) / (double)runs, done = progress->from + step * (double)i;
        struct neume_feed_progress part = {progress->call, progress->user, done, done + step};
        status = run_together(in, run + i, 1, &part, report, bad);
    }
    return status;
}
