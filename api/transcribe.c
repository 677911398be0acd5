/* SPDX-License-Identifier: MIT */
#include "api/transcribe.h"

#include "neume/neume.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "api/choose_mode.h"
#include "api/feed.h"
#include "api/run_models.h"
#include "api/sound.h"
#include "core/drum.h"
#include "core/error.h"
#include "core/sized.h"
#include "models/classify/hit_filter.h"
#include "models/drums/drum_decay.h"
#include "models/transcriber.h"

#define TEXT_(x) #x
#define TEXT(x)  TEXT_(x)

enum { BLOCK = 4096 };

const char *neume_version(void)
{
    return TEXT(NEUME_VERSION_MAJOR) "." TEXT(NEUME_VERSION_MINOR) "." TEXT(NEUME_VERSION_PATCH);
}

const char *neume_fft_backend(void)
{
    return NEUME_FFT_BACKEND;
}

/* Reads the whole input for the report's sake. */
static enum neume_status read_through(const struct neume_feed_input *in, const struct neume_feed_progress *progress,
                                      struct neume_report *report)
{
    struct neume_feed *feed = NULL;
    float samples[BLOCK];
    size_t got;
    enum neume_status status = neume_feed_open(&feed, in, 0, NULL);
    while (status == NEUME_OK && (status = neume_feed_read(feed, samples, BLOCK, &got, NULL)) == NEUME_OK && got)
        status = neume_feed_report_progress(progress, feed);
    if (status == NEUME_OK)
        neume_feed_report(feed, report);
    neume_feed_free(feed);
    return status;
}

/* Drops what was pushed after the list had `count` notes, with their bends and expression. */
static void take_back(struct neume_notes *notes, size_t count, size_t bends, size_t expressions)
{
    notes->count = count;
    notes->bend_count = bends;
    notes->expression_count = expressions;
}

/* What a drum is looked for with. */
static double drum_sensitivity(const struct neume_options *o, int drum)
{
    return fmin(fmax(o->sensitivity + o->drum_sensitivity[drum], 0), 1);
}

/* Only the hits of drums with this sensitivity stay. */
static void keep_drums(struct neume_notes *notes, const struct neume_options *o, double sensitivity)
{
    size_t kept = 0;
    for (size_t i = 0; i < notes->count; i++)
        if (drum_sensitivity(o, (int)neume_drum_of_key(notes->note[i].pitch)) == sensitivity)
            notes->note[kept++] = notes->note[i];
    notes->count = kept;
}

static void plan_run(struct neume_model_run *run, enum neume_mode mode, const struct neume_options *options)
{
    *run = (struct neume_model_run){.model = neume_model_for(mode), .options = *options};
}

/* Whether the notes get parts. */
static int wants_parts(const struct neume_options *options, enum neume_mode mode)
{
    return options->tracks == NEUME_TRACKS_PARTS || (options->tracks == NEUME_TRACKS_AUTO && mode == NEUME_MODE_MIX);
}

/* Of hits among notes that have parts. */
static void set_drum_parts(struct neume_notes *notes, size_t from)
{
    for (size_t i = from; i < notes->count; i++)
        if (notes->note[i].drum)
            notes->note[i].part = NEUME_PART_DRUMS;
}

/* One run of the drums for each sensitivity that some drum has; returns how many. */
static size_t plan_drums(struct neume_model_run *run, const struct neume_options *options)
{
    size_t runs = 0;
    for (int d = 0; d < NEUME_DRUM_COUNT; d++) {
        double sensitivity = drum_sensitivity(options, d);
        int known = 0;
        for (size_t r = 0; r < runs; r++)
            known |= run[r].options.sensitivity == sensitivity;
        if (known)
            continue;
        plan_run(&run[runs], NEUME_MODE_DRUMS, options);
        run[runs++].options.sensitivity = sensitivity;
    }
    return runs;
}

/* Unless the runs failed, appends what they found to `notes`; releases it in any case. */
static enum neume_status collect(enum neume_status status, struct neume_model_run *run, size_t runs,
                                 const struct neume_options *options, struct neume_notes *notes)
{
    for (size_t r = 0; r < runs; r++) {
        if (run[r].model == neume_model_for(NEUME_MODE_DRUMS))
            keep_drums(&run[r].notes, options, run[r].options.sensitivity);
        if (status == NEUME_OK)
            status = neume_notes_append(notes, &run[r].notes);
        neume_notes_release(&run[r].notes);
    }
    return status;
}

enum neume_status neume_api_drums(const struct neume_feed_input *in, const struct neume_options *options,
                                  const struct neume_feed_progress *progress, struct neume_notes *notes,
                                  struct neume_report *report, size_t *bad)
{
    struct neume_model_run run[NEUME_MODEL_RUNS];
    size_t runs = plan_drums(run, options);
    enum neume_status status = neume_run_models(in, run, runs, progress, report, bad);
    return collect(status, run, runs, options, notes);
}

enum neume_status neume_api_drum_decay(const struct neume_feed_input *in, const struct neume_options *options,
                                       struct neume_notes *notes, size_t count, size_t *bad)
{
    struct neume_feed *feed = NULL;
    struct neume_drum_decay decay;
    struct neume_notes new = *notes;
    float samples[BLOCK];
    size_t got;
    if (!options->drum_lengths || notes->count == count)
        return NEUME_OK;
    new.note += count;
    new.count -= count;
    neume_notes_sort(&new);
    neume_drums_tidy(&new, 0, options->retrigger);
    notes->count = count + new.count;
    enum neume_status status = neume_feed_open(&feed, in, NEUME_DRUM_DECAY_RATE, bad);
    neume_drum_decay_init(&decay, new.note, new.count);
    while (status == NEUME_OK && (status = neume_feed_read(feed, samples, BLOCK, &got, bad)) == NEUME_OK && got)
        neume_drum_decay_process(&decay, samples, got);
    neume_drum_decay_flush(&decay);
    neume_feed_free(feed);
    return status;
}

void neume_api_finish(struct neume_notes *notes, size_t count, const struct neume_options *options)
{
    struct neume_notes new = *notes;
    if (notes->count > count && (options->drum_classes || options->retrigger > 0)) {
        new.note += count;
        new.count -= count;
        neume_notes_sort(&new);
        neume_drums_tidy(&new, options->drum_classes, options->retrigger);
        notes->count = count + new.count;
    }
    neume_notes_sort(notes);
}

/* The model that auto chose, or the one or two of the report's mode. */
static enum neume_status run_mode(const struct neume_feed_input *in, const struct neume_model *chosen,
                                  const struct neume_options *options, const struct neume_feed_progress *progress,
                                  struct neume_notes *notes, struct neume_report *report)
{
    struct neume_model_run run[NEUME_MODEL_RUNS];
    size_t count = notes->count, runs = 0;
    int mix = !chosen && report->mode == NEUME_MODE_MIX, drums = !chosen && report->mode == NEUME_MODE_DRUMS;
    int parts = !drums && wants_parts(options, report->mode);
    if (chosen)
        run[runs++] = (struct neume_model_run){.model = chosen, .options = *options};
    else if (!drums)
        plan_run(&run[runs++], mix ? NEUME_MODE_POLY : report->mode, options);
    if (mix || drums)
        runs += plan_drums(run + runs, options);
    run[0].options.tracks = parts ? NEUME_TRACKS_PARTS : NEUME_TRACKS_ONE;
    enum neume_status status = neume_run_models(in, run, runs, progress, report, NULL);
    size_t hits = count + run[0].notes.count;
    status = collect(status, run, runs, options, notes);
    if (status == NEUME_OK && mix && options->mode == NEUME_MODE_MIX) /* auto has heard that there are drums */
        neume_hit_filter(notes, count, hits);
    if (status == NEUME_OK && (mix || drums))
        status = neume_api_drum_decay(in, options, notes, count, NULL);
    if (status == NEUME_OK && parts)
        set_drum_parts(notes, count);
    return status;
}

static enum neume_status transcribe(const struct neume_feed_input *in, const struct neume_options *given,
                                    neume_progress_fn call, void *user, struct neume_notes *notes,
                                    struct neume_report *report_out)
{
    struct neume_report report = {.confidence = 1};
    struct neume_options options;
    const struct neume_model *model = NULL;
    struct neume_feed_progress progress = {call, user, 0, 1};
    size_t count = notes->count, bends = notes->bend_count, expressions = notes->expression_count;
    neume_options_init(&options);
    enum neume_status status = given ? neume_sized_take(&options, sizeof options, given) : NEUME_OK;
    if (status == NEUME_OK)
        status = neume_options_check(&options);
    report.mode = options.mode;
    if (status == NEUME_OK && options.mode == NEUME_MODE_AUTO) {
        progress.to = 0.15;
        status = neume_api_choose_mode(in, &options, &progress, &report, &model);
        progress.from = progress.to;
        progress.to = 1;
    }
    if (status == NEUME_OK && !model && report.no_music)
        status = read_through(in, &progress, &report);
    else if (status == NEUME_OK)
        status = run_mode(in, model, &options, &progress, notes, &report);
    if (status == NEUME_OK)
        neume_api_finish(notes, count, &options);
    else
        take_back(notes, count, bends, expressions);
    if (report_out)
        *report_out = report;
    return status;
}

enum neume_status neume_transcribe(const struct neume_sound *sound, const struct neume_options *options,
                                   neume_progress_fn progress, void *user, struct neume_notes *notes,
                                   struct neume_report *report, struct neume_error *error)
{
    struct neume_sound whole;
    struct neume_microphone file;
    struct neume_feed_input in;
    enum neume_status status = neume_api_sound_take(&whole, sound);
    if (status == NEUME_OK) {
        in = neume_api_sound_input(&whole, &file);
        status = transcribe(&in, options, progress, user, notes, report);
    }
    return neume_error_input(error, status, neume_api_sound_name(sound));
}

enum neume_status neume_transcribe_file(const char *path, const struct neume_options *options,
                                        neume_progress_fn progress, void *user, struct neume_notes *notes,
                                        struct neume_report *report)
{
    struct neume_microphone file = {.path = path};
    return transcribe(&(struct neume_feed_input){.file = &file, .files = 1}, options, progress, user, notes, report);
}

enum neume_status neume_transcribe_samples(const float *samples, size_t count, double rate,
                                           const struct neume_options *options, struct neume_notes *notes,
                                           struct neume_report *report)
{
    struct neume_feed_input in = {.samples = samples, .count = count, .channels = 1, .rate = rate};
    return transcribe(&in, options, NULL, NULL, notes, report);
}
