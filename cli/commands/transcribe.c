/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/commands/batch.h"
#include "cli/commands/commands.h"
#include "cli/commands/transcribe_frames.h"
#include "cli/commands/transcribe_job.h"
#include "cli/commands/transcribe_summary.h"
#include "cli/commands/transcribe_words.h"
#include "cli/io/console.h"
#include "cli/io/event_output.h"
#include "cli/io/file_kind.h"
#include "cli/io/input.h"
#include "cli/io/jobs.h"
#include "cli/io/multi_mic.h"
#include "cli/io/notes_file.h"
#include "cli/io/output_guard.h"
#include "cli/io/output_paths.h"
#include "cli/io/paths.h"
#include "cli/options/drum_options.h"
#include "cli/options/edit_options.h"
#include "cli/options/help.h"
#include "cli/options/instrument_ranges.h"
#include "cli/options/options.h"
#include "cli/options/transcribe_options.h"
#include "cli/pages/report_song.h"
#include "core/names.h"
#include "core/output.h"
#include "midi/file/notes_to_smf.h"
#include "midi/file/smf_to_notes.h"
#include "neume/neume.h"

struct work {
    const struct cli_transcribe_settings *settings;
    struct cli_edits edits;
    struct neume_options options;
    struct neume_drum_map map;
    struct cli_multi_mic take; /* where there is one, the only job */
    struct cli_batch batch;
    enum neume_format format;
    struct transcribe_job *job; /* [count] */
};

static const float sure_hit = 0.8f;

static void count_notes(struct transcribe_job *job, const struct neume_notes *notes)
{
    for (size_t i = 0; i < notes->count; i++) {
        job->hits += notes->note[i].drum;
        job->sure_hits += notes->note[i].drum && notes->note[i].confidence > sure_hit;
    }
    job->notes = notes->count - job->hits;
}

/* An output that cannot be written is found before the work, not after it. What -o names was looked at with the other
 * options. */
static enum neume_status probe(const struct cli_transcribe_settings *s, const char *target)
{
    struct neume_output output;
    int named = s->output && !strcmp(s->output, target);
    enum neume_status status = named ? NEUME_OK : neume_cli_guard_output(&s->common, target, 1);
    char *page = status == NEUME_OK && s->page ? neume_cli_report_song_path(target) : NULL;
    if (page)
        status = neume_cli_guard_output(&s->common, page, 0);
    free(page);
    if (status != NEUME_OK)
        return status;
    status = neume_output_open(&output, target);
    neume_output_abandon(&output);
    return status;
}

static enum cli_exit fail(struct transcribe_job *job, enum neume_status status, enum cli_side side)
{
    job->status = status;
    if (side == CLI_INPUT && status == NEUME_ERR_DIRECTORY) {
        const char *slash = neume_cli_has_ending(job->name, "/") ? "" : "/";
        neume_cli_error("%s: is a directory; name the recordings in it, as in %s%s*.wav, or take all of them with -r",
                        job->name, job->name, slash);
        return CLI_EXIT_INPUT;
    }
    return neume_cli_fail(side == CLI_INPUT ? job->name : job->target, status, side);
}

/* Below this the notes sound like too many kinds of instrument to name one. */
static const double sure_instrument = 0.5;

/* --program auto: what is set up then. */
static enum cli_exit guess_program(const struct work *w, struct transcribe_job *job, const char *path,
                                   const struct neume_notes *notes)
{
    if (!w->edits.guess)
        return CLI_EXIT_DONE;
    struct neume_instrument *found = &job->instrument;
    enum neume_status status = neume_instrument_find_file(path, notes, found);
    if (status != NEUME_OK)
        return fail(job, status, CLI_INPUT);
    const char *name = neume_cli_shown(job->name, CLI_INPUT);
    if (found->program && found->confidence < sure_instrument)
        neume_cli_note("%s: no one family of instruments; perhaps %s (%.0f %%), and so program 1", name, found->family,
                       100 * found->confidence);
    else if (found->program)
        neume_cli_note("%s: sounds like %s (%.0f %%): program %d", name, found->family, 100 * found->confidence,
                       found->program);
    else
        neume_cli_note("%s: no pitched note to tell an instrument by; program 1", name);
    job->program = found->program && found->confidence >= sure_instrument ? found->program : 1;
    return CLI_EXIT_DONE;
}

/* The edits work on the file. Lists of notes are made of what they leave, without the curves of the notes. */
static enum cli_exit edit_file(const struct work *w, struct transcribe_job *job, struct neume_smf *smf,
                               struct neume_notes *notes)
{
    struct neume_edit_report report;
    struct cli_edits edits = w->edits;
    if (job->program) {
        for (int i = 0; i < edits.options.setups || !i; i++)
            edits.setup[i].program = job->program;
        edits.options.setups += !edits.options.setups;
        edits.options.setup = edits.setup;
    }
    if (edits.needs_beats && w->settings->tempo == CLI_TEMPO_AUTO && job->beats.count < 2) {
        /* The bars of 120 BPM are there so that the file has some: nobody played on them. */
        neume_cli_note("%s: warning: no beat, so that --quantize, --groove and --bars do nothing",
                       neume_cli_shown(job->name, CLI_INPUT));
        neume_cli_edits_drop_beats(&edits);
    }
    enum cli_exit code = neume_cli_edits_apply(&edits, &w->settings->edit, job->name, smf, &report);
    if (code != CLI_EXIT_DONE) {
        job->status = NEUME_ERR_ARGUMENT;
        return code;
    }
    job->has_key = report.has_key;
    job->key = report.key;
    if (!w->edits.changes)
        return code;
    neume_notes_release(notes);
    enum neume_status status = neume_smf_to_notes(smf, 0, notes);
    return status == NEUME_OK ? code : fail(job, status, CLI_INPUT);
}

static enum cli_exit write_out(const struct work *w, struct transcribe_job *job, struct neume_notes *notes)
{
    struct neume_midi_options midi;
    char title[128];
    neume_cli_title(neume_cli_shown(job->name, CLI_INPUT), title, sizeof title);
    neume_midi_options_init(&midi);
    midi.drum_lengths = w->options.drum_lengths;
    if (w->settings->tempo > 0)
        midi.tempo = w->settings->tempo;
    if (job->beats.count >= 2)
        midi.beats = &job->beats;
    midi.bends = w->settings->bends;
    midi.loudness = (const int[]){0, 11, 7, 2, 128}[w->settings->cc];
    midi.brightness = w->settings->brightness;
    midi.name = title;
    if (w->settings->drum_map)
        neume_notes_map_drums(notes, &w->map);
    struct neume_smf smf;
    struct neume_music music = {notes, &smf, title, job->report.duration, job->report.sample_rate, 0};
    enum neume_status status = NEUME_OK;
    enum cli_exit code = CLI_EXIT_DONE;
    neume_smf_init(&smf);
    if (w->edits.wanted || neume_api_format_from_smf(w->format))
        status = neume_notes_to_smf(&smf, notes, &midi);
    if (status == NEUME_OK && w->edits.wanted)
        code = edit_file(w, job, &smf, notes);
    if (status == NEUME_OK && code == CLI_EXIT_DONE)
        status = neume_cli_write_music(&music, job->target, w->format);
    neume_smf_release(&smf);
    if (status == NEUME_OK)
        count_notes(job, notes);
    return status == NEUME_OK ? code : fail(job, status, CLI_OUTPUT);
}

/* All microphones of the take; *bad: the one that a failure speaks of. */
static enum neume_status transcribe_take(struct work *w, struct transcribe_job *job, struct cli_task *task,
                                         struct neume_notes *notes)
{
    size_t bad = 0;
    enum neume_status status = neume_cli_multi_mic_open(&w->take, &bad);
    if (status == NEUME_OK)
        status = neume_transcribe_microphones(w->take.mic, w->take.count, &w->options, neume_cli_progress, task, notes,
                                              &job->report, &bad);
    if (status != NEUME_OK && bad < w->take.count)
        job->name = w->take.name[bad];
    for (size_t i = 0; status == NEUME_OK && i < w->take.count; i++)
        if (job->report.silent_microphones >> i & 1)
            neume_cli_note("%s: warning: silent, so that its drums are not written", w->take.name[i]);
    return status;
}

static enum cli_exit transcribe(struct work *w, struct transcribe_job *job, size_t index, const struct cli_input *input,
                                struct neume_notes *notes)
{
    struct cli_task task = {.index = index};
    enum neume_status status = probe(w->settings, job->target);
    enum cli_side side;
    if (status != NEUME_OK)
        return fail(job, status, CLI_OUTPUT);
    if (w->settings->frames) {
        status = neume_cli_transcribe_frames(job, input->path, w->format, &w->options, &task, &side);
        neume_cli_progress(&task, 1);
        if (status != NEUME_OK)
            return fail(job, status, side);
        job->done = 1;
        neume_cli_say_transcribed(job);
        return CLI_EXIT_DONE;
    }
    status = w->take.count
                 ? transcribe_take(w, job, &task, notes)
                 : neume_transcribe_file(input->path, &w->options, neume_cli_progress, &task, notes, &job->report);
    neume_cli_progress(&task, 1);
    if (status != NEUME_OK)
        return fail(job, status, CLI_INPUT);
    enum cli_exit code = guess_program(w, job, input->path, notes);
    if (code != CLI_EXIT_DONE)
        return code;
    if (w->settings->tempo == CLI_TEMPO_AUTO && (w->edits.wanted || neume_api_format_from_smf(w->format)))
        status = neume_cli_find_beats(input->path, job->name, &job->beats);
    if (status != NEUME_OK)
        return fail(job, status, CLI_INPUT);
    code = write_out(w, job, notes);
    if (code != CLI_EXIT_DONE)
        return code;
    job->done = 1;
    neume_cli_say_transcribed(job);
    return CLI_EXIT_DONE;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* What the journal is told of a job; of one that a signal stopped, nothing. */
static void note_job(struct work *w, struct transcribe_job *job, double seconds)
{
    struct cli_journal_entry entry = {.input = job->name,
                                      .output = job->target,
                                      .error = job->done ? NULL : neume_status_text(job->status),
                                      .exit = job->code,
                                      .duration = job->report.duration,
                                      .seconds = seconds,
                                      .notes = job->notes,
                                      .hits = job->hits};
    if (!job->done && (job->status == NEUME_ERR_CANCELLED || neume_cli_stopped()))
        return;
    enum cli_exit code = neume_cli_batch_note(&w->batch, &entry);
    job->code = code > job->code ? code : job->code;
}

static enum cli_exit work_on(void *user, size_t index)
{
    struct work *w = user;
    struct transcribe_job *job = &w->job[index];
    struct cli_input input = {0};
    const double begun = now();
    if (neume_cli_batch_skips(&w->batch, job->name, job->target, &job->code)) {
        job->before = job->code == CLI_EXIT_DONE;
        return job->code;
    }
    struct neume_notes notes;
    neume_notes_init(&notes);
    enum neume_status status = w->take.count ? NEUME_OK : neume_cli_input_open(&input, job->name);
    if (status == NEUME_OK)
        job->code = transcribe(w, job, index, &input, &notes);
    else
        job->code = fail(job, status, CLI_INPUT);
    neume_cli_input_close(&input);
    note_job(w, job, now() - begun);
    neume_beats_release(&job->beats);
    if (w->settings->page && job->done)
        job->heard = notes;
    else
        neume_notes_release(&notes);
    return job->code;
}

/* After all files, one page after the other: each keeps its own progress. */
static enum cli_exit write_pages(struct work *w, size_t count, enum cli_exit code)
{
    for (size_t i = 0; i < count; i++) {
        struct transcribe_job *job = &w->job[i];
        if (job->done && w->settings->page && !neume_cli_stopped()) {
            job->code = neume_cli_report_song(job->name, job->target, &job->heard);
            code = job->code > code ? job->code : code;
        }
        neume_notes_release(&job->heard);
    }
    return code;
}

/* A page plays a General MIDI file beside one recording that can be read again. */
static enum cli_exit check_pages(const struct work *w, const struct cli_operands *operands, char **target)
{
    const struct cli_command *me = &neume_cli_transcribe;
    if (w->format != NEUME_AS_MID || !strcmp(target[0], "-"))
        return neume_cli_usage_error(me, "--report: only beside a MIDI file");
    if (w->settings->drum_map || w->take.count)
        return neume_cli_usage_error(me, "--report: not with --drum-map or several microphones");
    for (int i = 0; i < operands->count; i++)
        if (!strcmp(operands->name[i], "-"))
            return neume_cli_usage_error(me, "--report: standard input can be read only once");
    return CLI_EXIT_DONE;
}

static enum neume_format format_of(const struct cli_transcribe_settings *s)
{
    return s->format ? (enum neume_format)(s->format - 1) : neume_format_of_path(s->output ? s->output : "");
}

/* Sheet music is unreadable without the beats; in a MIDI file a tempo map would take the clock from whoever opens it to
 * play along. */
static double default_tempo(const struct cli_transcribe_settings *s, const struct cli_operands *operands)
{
    int sheet = !s->frames && format_of(s) == NEUME_AS_MUSICXML;
    return sheet && !neume_cli_is_multi_mic(operands) ? CLI_TEMPO_AUTO : CLI_TEMPO_NONE;
}

/* What the settings ask for. */
static enum cli_exit prepare(struct work *w, const struct cli_transcribe_settings *s, size_t count)
{
    static const int classes[] = {0, 3, 5};
    w->settings = s;
    w->format = format_of(s);
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
    if (s->drum_map && w->format != NEUME_AS_MID)
        return neume_cli_usage_error(&neume_cli_transcribe, "--drum-map: only a MIDI file plays a sampler");
    enum cli_exit code = s->frames ? neume_cli_check_frames(s, w->edits.wanted, &w->format) : CLI_EXIT_DONE;
    if (code == CLI_EXIT_DONE)
        code = neume_cli_drum_sensitivity(&neume_cli_transcribe, s->sensitivity, &w->options);
    return code == CLI_EXIT_DONE && s->drum_map ? neume_cli_drum_map(&neume_cli_transcribe, s->drum_map, &w->map)
                                                : code;
}

/* A take becomes one file, named after its first microphone. */
static enum cli_exit prepare_take(struct work *w, struct cli_operands *operands)
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

static enum cli_exit run_all(struct work *w, struct cli_transcribe_settings *s, struct cli_operands *operands,
                             char **target)
{
    if (s->tempo == CLI_TEMPO_BY_FORMAT)
        s->tempo = default_tempo(s, operands);
    enum cli_exit code = neume_cli_edits_init(&w->edits, &neume_cli_transcribe, &s->edit);
    if (code == CLI_EXIT_DONE && w->edits.needs_beats && s->tempo == CLI_TEMPO_NONE)
        code = neume_cli_usage_error(&neume_cli_transcribe, "--quantize, --groove and --bars need --tempo");
    if (code == CLI_EXIT_DONE)
        code = prepare(w, s, (size_t)operands->count);
    if (code == CLI_EXIT_DONE && neume_cli_is_multi_mic(operands))
        code = prepare_take(w, operands);
    if (code != CLI_EXIT_DONE)
        return code;
    size_t count = (size_t)operands->count;
    code = neume_cli_refuse_midi(operands);
    if (code == CLI_EXIT_DONE && !s->format)
        code = neume_cli_check_ending(&neume_cli_transcribe, s->output);
    if (code == CLI_EXIT_DONE)
        code = neume_cli_plan_output_paths(&neume_cli_transcribe, operands, s->output, neume_format_ending(w->format),
                                           target);
    if (code != CLI_EXIT_DONE)
        return code;
    if (s->json && !strcmp(target[0], "-"))
        return neume_cli_usage_error(&neume_cli_transcribe, "--json and the notes cannot both go to standard output");
    code = neume_cli_edits_groove(&w->edits, &s->edit);
    if (code == CLI_EXIT_DONE)
        code = neume_cli_batch_open(&w->batch, &neume_cli_transcribe, s, s->output);
    if (code != CLI_EXIT_DONE)
        return code;
    if (s->page && (code = check_pages(w, operands, target)) != CLI_EXIT_DONE)
        return code;
    w->job = calloc(count, sizeof *w->job);
    if (!w->job)
        return neume_cli_fail("transcribe", NEUME_ERR_MEMORY, CLI_INPUT);
    for (size_t i = 0; i < count; i++)
        w->job[i] = (struct transcribe_job){
            .name = operands->name[i], .target = target[i], .status = NEUME_ERR_CANCELLED, .code = CLI_EXIT_FAILED};
    neume_cli_progress_start(count);
    code = neume_cli_run_jobs(count, s->jobs, work_on, w);
    neume_cli_progress_stop();
    code = neume_cli_batch_end(&w->batch, write_pages(w, count, code));
    if (s->json) { /* of a run that was stopped, what was done */
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
    if (!operands.count && !s.batch.files_from)
        return neume_cli_usage_error(&neume_cli_transcribe, "an input file is missing: neume transcribe IN...");
    struct cli_instrument_range range = neume_cli_instrument_range(s.range);
    s.min_pitch = s.min_pitch > range.low ? s.min_pitch : range.low;
    s.max_pitch = s.max_pitch < range.high ? s.max_pitch : range.high;
    if (s.min_pitch > s.max_pitch)
        return neume_cli_usage_error(&neume_cli_transcribe, "--min-pitch: %d is above --max-pitch, %d", s.min_pitch,
                                     s.max_pitch);
    struct work w = {0};
    code = neume_cli_batch_inputs(&w.batch, &neume_cli_transcribe, &s.batch, s.output, &operands);
    const int count = operands.count;
    char **target = code == CLI_EXIT_DONE ? calloc((size_t)count + 1, sizeof *target) : NULL;
    if (code == CLI_EXIT_DONE && !target)
        code = neume_cli_fail("transcribe", NEUME_ERR_MEMORY, CLI_INPUT);
    if (code == CLI_EXIT_DONE && count) /* a shard may have nothing to do */
        code = run_all(&w, &s, &operands, target);
    neume_cli_multi_mic_close(&w.take);
    neume_cli_edits_release(&w.edits);
    neume_cli_batch_close(&w.batch);
    neume_cli_free_output_paths(target, count);
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
