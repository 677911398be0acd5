/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "cli/commands/transcribe_file.h"

#include <stdlib.h>
#include <string.h>

#include "cli/commands/transcribe_frames.h"
#include "cli/commands/transcribe_words.h"
#include "cli/io/console.h"
#include "cli/io/input.h"
#include "cli/io/output_guard.h"
#include "cli/io/paths.h"
#include "cli/pages/report_song.h"
#include "core/output.h"
#include "midi/file/notes_to_smf.h"
#include "midi/file/smf_to_notes.h"
#include "neume/neume.h"

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
static enum neume_status probe_one(const struct cli_transcribe_settings *s, const char *target)
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

static enum neume_status probe(const struct transcribe_work *w, struct transcribe_job *job)
{
    enum neume_status status = NEUME_OK;
    for (size_t i = 0; i < job->targets && status == NEUME_OK; i++) {
        job->at_fault = job->target[i];
        status = probe_one(w->settings, job->target[i]);
    }
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
    return neume_cli_fail(side == CLI_INPUT ? job->name : job->at_fault, status, side);
}

/* Below this the notes sound like too many kinds of instrument to name one. */
static const double sure_instrument = 0.5;

/* Whether the file gets a track, with a program, for each part; in MPE one zone holds them all. */
static int has_parts(const struct transcribe_work *w, const struct neume_notes *notes)
{
    for (size_t i = 0; i < notes->count && w->settings->bends != 2; i++)
        if (notes->note[i].part != NEUME_PART_NONE && !notes->note[i].drum)
            return 1;
    return 0;
}

/* --program auto: what is set up then. */
static enum cli_exit guess_program(const struct transcribe_work *w, struct transcribe_job *job, const char *path,
                                   const struct neume_notes *notes)
{
    if (!w->edits.guess)
        return CLI_EXIT_DONE;
    if (has_parts(w, notes)) {
        neume_cli_note("%s: the parts have programs of their own; with --tracks one, --program auto finds one for all",
                       neume_cli_shown(job->name, CLI_INPUT));
        return CLI_EXIT_DONE;
    }
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
static enum cli_exit edit_file(const struct transcribe_work *w, struct transcribe_job *job, struct neume_smf *smf,
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

/* All formats appear together, or none does. */
static enum neume_status write_formats(const struct transcribe_work *w, struct transcribe_job *job,
                                       struct neume_music *music)
{
    struct neume_output_set set = {0};
    char *failed = NULL;
    enum neume_status status = NEUME_OK;
    for (size_t i = 0; i < w->formats && status == NEUME_OK; i++) {
        job->at_fault = job->target[i];
        status = neume_cli_write_music(music, job->target[i], w->format[i], w->formats > 1 ? &set : NULL);
    }
    if (status == NEUME_OK)
        status = neume_output_set_commit(&set, &failed);
    for (size_t i = 0; failed && i < w->formats; i++)
        job->at_fault = strcmp(failed, job->target[i]) ? job->at_fault : job->target[i];
    free(failed);
    neume_output_set_release(&set);
    return status;
}

static int is_from_smf(const struct transcribe_work *w)
{
    for (size_t i = 0; i < w->formats; i++)
        if (neume_api_format_from_smf(w->format[i]))
            return 1;
    return 0;
}

static struct neume_midi_options midi_options(const struct transcribe_work *w, const struct transcribe_job *job,
                                              const char *title)
{
    struct neume_midi_options midi;
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
    return midi;
}

static enum cli_exit write_out(const struct transcribe_work *w, struct transcribe_job *job, struct neume_notes *notes)
{
    char title[128];
    neume_cli_title(neume_cli_shown(job->name, CLI_INPUT), title, sizeof title);
    struct neume_midi_options midi = midi_options(w, job, title);
    if (w->settings->drum_map)
        neume_notes_map_drums(notes, &w->map);
    struct neume_pedals pedals = {NULL, 0};
    struct neume_smf smf;
    struct neume_music music = {notes, &smf, title, job->report.duration, job->report.sample_rate, 0};
    enum neume_status status = NEUME_OK;
    enum cli_exit code = CLI_EXIT_DONE;
    neume_smf_init(&smf);
    if (w->settings->pedal && job->report.mode == NEUME_MODE_POLY) {
        status = neume_pedals_find(&pedals, notes);
        midi.pedals = &pedals;
    }
    if (status == NEUME_OK && (w->edits.wanted || is_from_smf(w)))
        status = neume_notes_to_smf(&smf, notes, &midi);
    neume_pedals_release(&pedals);
    if (status == NEUME_OK && w->edits.wanted)
        code = edit_file(w, job, &smf, notes);
    if (status == NEUME_OK && code == CLI_EXIT_DONE)
        status = write_formats(w, job, &music);
    neume_smf_release(&smf);
    if (status == NEUME_OK)
        count_notes(job, notes);
    return status == NEUME_OK ? code : fail(job, status, CLI_OUTPUT);
}

/* All microphones of the take; *bad: the one that a failure speaks of. */
static enum neume_status transcribe_take(struct transcribe_work *w, struct transcribe_job *job, struct cli_task *task,
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

static enum cli_exit transcribe_frames(struct transcribe_work *w, struct transcribe_job *job,
                                       const struct cli_input *input, struct cli_task *task)
{
    enum cli_side side;
    enum neume_status status =
        neume_cli_transcribe_frames(job, input->path, w->format, w->formats, &w->options, task, &side);
    return status == NEUME_OK ? CLI_EXIT_DONE : fail(job, status, side);
}

static enum cli_exit transcribe_notes(struct transcribe_work *w, struct transcribe_job *job,
                                      const struct cli_input *input, struct cli_task *task, struct neume_notes *notes)
{
    enum neume_status status =
        w->take.count ? transcribe_take(w, job, task, notes)
                      : neume_transcribe_file(input->path, &w->options, neume_cli_progress, task, notes, &job->report);
    if (status != NEUME_OK)
        return fail(job, status, CLI_INPUT);
    enum cli_exit code = guess_program(w, job, input->path, notes);
    if (code != CLI_EXIT_DONE)
        return code;
    if (w->settings->tempo == CLI_TEMPO_AUTO && (w->edits.wanted || is_from_smf(w)))
        status = neume_cli_find_beats(input->path, job->name, &job->beats);
    return status == NEUME_OK ? write_out(w, job, notes) : fail(job, status, CLI_INPUT);
}

enum cli_exit neume_cli_transcribe_file(struct transcribe_work *w, struct transcribe_job *job, size_t index,
                                        struct neume_notes *notes)
{
    struct cli_task task = {.index = index};
    struct cli_input input = {0};
    enum cli_exit code;
    enum neume_status status = w->take.count ? NEUME_OK : neume_cli_input_open(&input, job->name);
    if (status != NEUME_OK) {
        code = fail(job, status, CLI_INPUT);
    } else if ((status = probe(w, job)) != NEUME_OK) {
        code = fail(job, status, CLI_OUTPUT);
    } else {
        code = w->settings->frames ? transcribe_frames(w, job, &input, &task)
                                   : transcribe_notes(w, job, &input, &task, notes);
        neume_cli_progress(&task, 1);
    }
    neume_cli_input_close(&input);
    neume_beats_release(&job->beats);
    job->done = code == CLI_EXIT_DONE;
    if (job->done && !w->batch.journal) /* which has it */
        neume_cli_say_transcribed(job);
    return code;
}
