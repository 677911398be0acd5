/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include <stdlib.h>
#include <string.h>

#include "cli/batch/batch_work.h"
#include "cli/commands/commands.h"
#include "cli/commands/transcribe_file.h"
#include "cli/commands/transcribe_frames.h"
#include "cli/commands/transcribe_summary.h"
#include "cli/commands/transcribe_words.h"
#include "cli/io/console.h"
#include "cli/io/file_kind.h"
#include "cli/io/jobs.h"
#include "cli/io/paths.h"
#include "cli/options/drum_options.h"
#include "cli/options/instrument_ranges.h"
#include "cli/options/options.h"
#include "cli/pages/report_song.h"
#include "neume/neume.h"

static void work_on(void *user, const struct cli_batch_item *item, struct cli_batch_outcome *outcome)
{
    struct transcribe_work *w = user;
    struct transcribe_job alone, *job = w->job ? &w->job[item->index] : &alone;
    struct neume_notes notes;
    *job = (struct transcribe_job){.name = item->input, .target = item->output, .targets = item->outputs};
    neume_notes_init(&notes);
    job->code = neume_cli_transcribe_file(w, job, item->index, &notes);
    if (w->settings->page && job->done)
        job->heard = notes;
    else
        neume_notes_release(&notes);
    outcome->code = job->code;
    outcome->status = job->status;
    outcome->duration = job->report.duration;
    outcome->notes = job->notes;
    outcome->hits = job->hits;
    if (job->done)
        neume_cli_transcribe_warnings(job, outcome->warnings, sizeof outcome->warnings);
    if (job->done && w->batch.json)
        outcome->facts = neume_cli_transcribe_facts(job);
}

/* After all files, one page after the other: each keeps its own progress. */
static enum cli_exit write_pages(struct transcribe_work *w, size_t count, enum cli_exit code)
{
    for (size_t i = 0; i < count; i++) {
        struct transcribe_job *job = &w->job[i];
        if (job->done && w->settings->page && !neume_cli_stopped()) {
            job->code = neume_cli_report_song(job->name, job->target[0], &job->heard);
            code = job->code > code ? job->code : code;
        }
        neume_notes_release(&job->heard);
    }
    return code;
}

/* A page plays a General MIDI file beside one recording that can be read again. */
static enum cli_exit check_pages(const struct transcribe_work *w)
{
    const struct cli_command *me = &neume_cli_transcribe;
    if (w->format[0] != NEUME_AS_MID || !strcmp(w->batch.target[0], "-"))
        return neume_cli_usage_error(me, "--report: only beside a MIDI file");
    if (w->settings->drum_map || w->take.count)
        return neume_cli_usage_error(me, "--report: not with --drum-map or several microphones");
    for (int i = 0; i < w->batch.inputs.count; i++)
        if (!strcmp(w->batch.inputs.name[i], "-"))
            return neume_cli_usage_error(me, "--report: standard input can be read only once");
    return CLI_EXIT_DONE;
}

static void choose_formats(struct transcribe_work *w, const struct cli_transcribe_settings *s)
{
    for (int f = 0; f < NEUME_FORMATS; f++)
        if (s->format >> (f + 1) & 1)
            w->format[w->formats++] = (enum neume_format)f;
    if (!w->formats)
        w->format[w->formats++] = neume_format_of_path(s->output ? s->output : "");
}

static int writes(const struct transcribe_work *w, enum neume_format format)
{
    size_t i = 0;
    while (i < w->formats && w->format[i] != format)
        i++;
    return i < w->formats;
}

/* Sheet music is unreadable without the beats; in a MIDI file a tempo map would take the clock from whoever opens it to
 * play along. */
static double default_tempo(const struct transcribe_work *w, const struct cli_transcribe_settings *s,
                            const struct cli_operands *operands)
{
    const int sheet = !s->frames && writes(w, NEUME_AS_MUSICXML);
    return sheet && !neume_cli_is_multi_mic(operands) ? CLI_TEMPO_AUTO : CLI_TEMPO_NONE;
}

/* What the settings ask for. */
static enum cli_exit prepare(struct transcribe_work *w, const struct cli_transcribe_settings *s, size_t count)
{
    static const int classes[] = {0, 3, 5};
    w->settings = s;
    neume_options_init(&w->options);
    w->options.mode = (enum neume_mode)s->mode;
    w->options.quality = (enum neume_quality)s->quality;
    w->options.threads = neume_cli_jobs_at_once(NEUME_CLI_MOST_JOBS, s->jobs) / neume_cli_jobs_at_once(count, s->jobs);
    w->options.min_pitch = s->min_pitch;
    w->options.max_pitch = s->max_pitch;
    w->options.no_drums = s->range != 0; /* a voice or an instrument has none */
    w->options.min_length = s->min_length;
    w->options.bends = s->bends != 0;
    w->options.tuning = s->tuning;
    w->options.drum_classes = classes[s->classes];
    w->options.retrigger = s->retrigger / 1000;
    w->options.drum_lengths = s->drum_lengths;
    w->options.tracks = (enum neume_tracks)s->tracks;
    if (s->drum_map && (w->formats > 1 || w->format[0] != NEUME_AS_MID))
        return neume_cli_usage_error(&neume_cli_transcribe, "--drum-map: only a MIDI file plays a sampler");
    enum cli_exit code = CLI_EXIT_DONE;
    for (size_t i = 0; s->frames && i < w->formats && code == CLI_EXIT_DONE; i++)
        code = neume_cli_check_frames(s, w->edits.wanted, &w->format[i]);
    if (code == CLI_EXIT_DONE)
        code = neume_cli_drum_sensitivity(&neume_cli_transcribe, s->sensitivity, &w->options);
    return code == CLI_EXIT_DONE && s->drum_map ? neume_cli_drum_map(&neume_cli_transcribe, s->drum_map, &w->map)
                                                : code;
}

/* A take becomes one file, named after its first microphone. */
static enum cli_exit prepare_take(struct transcribe_work *w, struct cli_operands *operands)
{
    const struct cli_command *me = &neume_cli_transcribe;
    const char *output = w->settings->output;
    enum cli_exit code = neume_cli_multi_mic_parse(&w->take, me, operands);
    if (code != CLI_EXIT_DONE)
        return code;
    if (w->settings->tempo == CLI_TEMPO_AUTO)
        return neume_cli_usage_error(me, "--tempo auto: not for several microphones of one take");
    if (w->settings->frames)
        return neume_cli_usage_error(me, "--frames: not for several microphones of one take");
    if (w->edits.guess)
        return neume_cli_usage_error(me, "--program auto: not for several microphones of one take, which are drums");
    if (w->options.mode != NEUME_MODE_AUTO && w->options.mode != NEUME_MODE_DRUMS)
        return neume_cli_usage_error(me, "--mode %s: several microphones of one take are drums",
                                     neume_mode_name(w->options.mode));
    w->options.mode = NEUME_MODE_DRUMS;
    for (size_t i = 1; output && i < w->take.count; i++)
        if (strcmp(output, "-") != 0 && neume_cli_same_file(w->take.name[i], output))
            return neume_cli_usage_error(me, "%s: the output would replace an input", output);
    operands->count = 1;
    return CLI_EXIT_DONE;
}

static enum cli_exit plan(struct transcribe_work *w, const struct cli_transcribe_settings *s)
{
    const char *ending[NEUME_FORMATS];
    const struct cli_output_plan plan = {.output = s->output, .ending = ending, .endings = w->formats};
    for (size_t i = 0; i < w->formats; i++)
        ending[i] = neume_format_ending(w->format[i]);
    enum cli_exit code = neume_cli_refuse_midi(&w->batch.inputs);
    if (code == CLI_EXIT_DONE && s->format == 1)
        code = neume_cli_check_ending(&neume_cli_transcribe, s->output);
    return code == CLI_EXIT_DONE ? neume_cli_batch_plan(&w->batch, &plan) : code;
}

static enum cli_exit check(struct transcribe_work *w, struct cli_transcribe_settings *s)
{
    struct cli_operands *inputs = &w->batch.inputs;
    const int is_take = !w->batch.is_batch && neume_cli_is_multi_mic(inputs);
    choose_formats(w, s);
    if (s->tempo == CLI_TEMPO_BY_FORMAT)
        s->tempo = default_tempo(w, s, inputs);
    enum cli_exit code = neume_cli_edits_init(&w->edits, &neume_cli_transcribe, &s->edit);
    if (code == CLI_EXIT_DONE && w->edits.needs_beats && s->tempo == CLI_TEMPO_NONE)
        code = neume_cli_usage_error(&neume_cli_transcribe, "--quantize, --groove and --bars need --tempo");
    if (code == CLI_EXIT_DONE)
        code = prepare(w, s, (size_t)inputs->count);
    if (code == CLI_EXIT_DONE && is_take)
        code = prepare_take(w, inputs);
    if (code == CLI_EXIT_DONE)
        code = plan(w, s);
    if (code == CLI_EXIT_DONE && s->json && !strcmp(w->batch.target[0], "-"))
        code = neume_cli_usage_error(&neume_cli_transcribe, "--json and the notes cannot both go to standard output");
    if (code == CLI_EXIT_DONE)
        code = neume_cli_edits_groove(&w->edits, &s->edit);
    return code == CLI_EXIT_DONE && s->page ? check_pages(w) : code;
}

static enum cli_exit run_all(struct transcribe_work *w, struct cli_transcribe_settings *s)
{
    enum cli_exit code = w->batch.inputs.count ? check(w, s) : CLI_EXIT_INPUT; /* a folder that cannot be read */
    if (code == CLI_EXIT_DONE)
        code = neume_cli_batch_begin(&w->batch, s, s->jobs);
    if (code != CLI_EXIT_DONE)
        return code;
    const size_t count = (size_t)w->batch.inputs.count;
    const int in_one = s->json && !w->batch.is_batch; /* a document, not lines */
    w->batch.json = s->json && w->batch.is_batch;
    w->job = s->page || in_one ? calloc(count + 1, sizeof *w->job) : NULL;
    if ((s->page || in_one) && !w->job)
        return neume_cli_fail("transcribe", NEUME_ERR_MEMORY, CLI_INPUT);
    for (size_t i = 0; w->job && i < count; i++)
        w->job[i] = (struct transcribe_job){
            .name = w->batch.inputs.name[i], .status = NEUME_ERR_CANCELLED, .code = CLI_EXIT_FAILED};
    code = neume_cli_batch_work(&w->batch, work_on, w);
    if (s->page)
        code = write_pages(w, count, code);
    if (in_one) { /* of a run that was stopped, what was done */
        enum cli_exit printed = neume_cli_transcribe_summary(w->job, count);
        code = printed > code ? printed : code;
    }
    free(w->job);
    return code;
}

static int run(int argc, char **argv)
{
    struct cli_transcribe_settings s;
    struct cli_operands operands;
    int helped;
    enum cli_exit code = neume_cli_parse(&neume_cli_transcribe, argc, argv, &s, &operands, &helped);
    if (code != CLI_EXIT_DONE || helped)
        return code;
    if (s.drum_map && !strcmp(s.drum_map, "help"))
        return neume_cli_print_drum_maps();
    struct cli_instrument_range range = neume_cli_instrument_range(s.range);
    s.min_pitch = s.min_pitch > range.low ? s.min_pitch : range.low;
    s.max_pitch = s.max_pitch < range.high ? s.max_pitch : range.high;
    if (s.min_pitch > s.max_pitch)
        return neume_cli_usage_error(&neume_cli_transcribe, "--min-pitch: %d is above --max-pitch, %d", s.min_pitch,
                                     s.max_pitch);
    struct transcribe_work w = {0};
    code = neume_cli_batch_inputs(&w.batch, &neume_cli_transcribe, &s.batch, s.output, 0, &operands);
    if (code == CLI_EXIT_DONE)
        code = run_all(&w, &s);
    neume_cli_multi_mic_close(&w.take);
    neume_cli_edits_release(&w.edits);
    neume_cli_batch_close(&w.batch);
    return code;
}

const struct cli_command neume_cli_transcribe = {
    .name = "transcribe",
    .operands = "IN...",
    .summary = "turn recordings into MIDI files",
    .description =
        "Listens to each recording, decides what kind of music it is or is told so, and writes the notes to a "
        "file of the same name that ends in .mid. Says in one line for each file what it chose and why, how "
        "many notes it found and where they are. The edits are those of neume edit, done in its order.",
    .option = neume_cli_transcribe_options,
    .example = neume_cli_transcribe_examples,
    .settings_size = sizeof(struct cli_transcribe_settings),
    .min_operands = 0, /* run() asks for one, except for --drum-map help */
    .max_operands = -1,
    .run = run,
};
