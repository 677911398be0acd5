/* SPDX-License-Identifier: MIT */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/batch/batch_run.h"
#include "cli/commands/commands.h"
#include "cli/commands/replace_job.h"
#include "cli/commands/replace_options.h"
#include "cli/commands/replace_report.h"
#include "cli/commands/replace_take.h"
#include "cli/io/console.h"
#include "cli/io/input.h"
#include "cli/io/midi_input.h"
#include "cli/io/multi_mic.h"
#include "cli/io/output_guard.h"
#include "cli/io/paths.h"
#include "cli/options/drum_options.h"
#include "cli/options/options.h"
#include "cli/options/shared_options.h"

static const struct cli_example examples[] = {
    {"neume replace drums.flac --kit kit/ -o new.wav", "replaces all drums by the samples in a folder"},
    {"neume replace drums.flac --kit kit/ --only KD,SD --blend 0 -o doubled.wav", "doubles kick and snare"},
    {"neume replace drums.flac --kit piano.sf2 --midi drums.mid -o new.flac", "plays edited hits by a SoundFont"},
    {"neume replace kick.wav=KD snare.wav=SD over.wav --kit kit/ -o new/",
     "replaces kick and snare in all microphones"},
    {"neume replace -r --resume recordings/ --kit kit/ -o new/", "replaces the drums of a whole tree of folders"},
    {NULL, NULL}};

static enum cli_exit check(const struct replace_settings *s, const char *name, int is_folder)
{
    const struct cli_command *me = &neume_cli_replace;
    const char *bad = NULL;
    if (!s->output)
        return neume_cli_usage_error(me, "an output is missing: -o FILE");
    if (!s->kit)
        return neume_cli_usage_error(me, "a kit is missing: --kit KIT");
    if (!is_folder && !neume_encoder_knows(s->output))
        return neume_cli_usage_error(me, "--output: '%s' does not end in .wav, .flac, .aiff, .ogg, .opus or .mp3",
                                     s->output);
    if ((s->stems && neume_cli_same_file(s->output, s->stems)) ||
        (s->audition && neume_cli_same_file(s->output, s->audition)))
        return neume_cli_usage_error(me, "--output %s: it is a folder of the run as well", s->output);
    if (s->only && !neume_drum_set(s->only, &bad))
        return neume_cli_usage_error(me, "--only: '%.*s' is none of " CLI_DRUM_NAMES, (int)strcspn(bad, ","), bad);
    if (s->midi && !strcmp(s->midi, "-") && !strcmp(name, "-"))
        return neume_cli_usage_error(me, "standard input can be read only once");
    return CLI_EXIT_DONE;
}

static int progress(void *user, double share)
{
    struct cli_task only = {.index = 0};
    return neume_cli_progress(user ? user : &only, share);
}

static enum neume_status may_write(void *user, const char *target)
{
    return neume_cli_guard_output(user, target, 0);
}

/* How to listen, and the keys of MIDI files. */
static enum cli_exit prepare(struct neume_replace_work *work, struct replace_settings *s)
{
    const char *bad;
    struct neume_replacement *how = &work->how;
    neume_replacement_init(how);
    how->kit = s->kit;
    how->output = s->output;
    how->midi_out = s->midi_out;
    how->stems = s->stems;
    how->audition = s->audition;
    how->only = s->only ? neume_drum_set(s->only, &bad) : 0;
    how->blend = s->blend / 100;
    how->gain = s->gain;
    how->seed = (unsigned)s->seed;
    how->by_timbre = s->follow;
    how->as_written = s->as_written;
    how->tail = s->tail;
    how->bits = (const int[]){16, 24, 32}[s->bits];
    how->no_limit = s->limit;
    how->humanize = s->humanize / 1000;
    how->min_velocity = s->min_velocity;
    how->progress = progress;
    work->may_write = may_write;
    work->may_write_user = &s->common;
    neume_options_init(&work->listening);
    neume_drum_map_init(&work->map);
    work->listening.mode = NEUME_MODE_DRUMS;
    work->listening.retrigger = s->retrigger / 1000;
    enum cli_exit code = neume_cli_drum_sensitivity(&neume_cli_replace, s->sensitivity, &work->listening);
    if (code == CLI_EXIT_DONE)
        code = neume_cli_drum_offsets(&neume_cli_replace, s->place, how->offset);
    for (int d = 0; d < NEUME_DRUM_COUNT; d++)
        how->offset[d] /= 1000;
    return code == CLI_EXIT_DONE && s->drum_map ? neume_cli_drum_map(&neume_cli_replace, s->drum_map, &work->map)
                                                : code;
}

/* In the words of the options. */
static enum cli_exit fail(const struct replace_settings *s, const struct neume_error *error)
{
    if (error->status != NEUME_ERR_ARGUMENT || !*error->words)
        return neume_cli_fail_by(error);
    if (!strcmp(error->subject, s->kit))
        return neume_cli_usage_error(&neume_cli_replace, "--kit %s: --only says which drum a single sample replaces",
                                     s->kit);
    const char *option = s->stems && !strcmp(error->subject, s->stems)         ? "--stems "
                         : s->audition && !strcmp(error->subject, s->audition) ? "--audition "
                                                                               : "";
    return neume_cli_usage_error(&neume_cli_replace, "%s%s: %s", option, error->subject, error->words);
}

static enum cli_exit work_on(struct neume_replace_work *work, const struct replace_settings *s, int is_quiet)
{
    struct neume_error error;
    enum neume_status status = neume_replace_work_run(work, &error);
    if (work->left_out)
        neume_cli_note_left_out(s->midi, work->left_out);
    if (work->repairs)
        neume_cli_warn_of_midi(s->midi, &(struct neume_smf){.repairs = work->repairs});
    if (status == NEUME_OK && !is_quiet)
        neume_cli_replace_report(work);
    return status == NEUME_OK ? CLI_EXIT_DONE : fail(s, &error);
}

static enum cli_exit run_one(struct neume_replace_work *work, const struct replace_settings *s)
{
    struct cli_input input, midi = {0};
    enum cli_exit code;
    enum neume_status status = neume_cli_input_open(&input, work->name);
    enum neume_status hits = status == NEUME_OK && s->midi ? neume_cli_input_open(&midi, s->midi) : NEUME_OK;
    neume_sound_init_file(&work->sound, input.path);
    work->midi_path = midi.path;
    neume_cli_progress_start(1);
    if (status == NEUME_OK && hits == NEUME_OK)
        code = work_on(work, s, 0);
    else
        code = neume_cli_fail(hits == NEUME_OK ? work->name : s->midi, hits == NEUME_OK ? status : hits, CLI_INPUT);
    neume_cli_progress_stop();
    neume_cli_input_close(&midi);
    neume_cli_input_close(&input);
    neume_replace_work_release(work);
    return code;
}

struct batch_work {
    const struct neume_replace_work *like;
    const struct replace_settings *settings;
};

static void do_item(void *user, const struct cli_batch_item *item, struct cli_batch_outcome *outcome)
{
    const struct batch_work *b = user;
    struct cli_input input;
    struct cli_task task = {.index = item->index};
    struct neume_replace_work work = *b->like;
    enum neume_status status = neume_cli_input_open(&input, item->input);
    work.name = item->input;
    neume_sound_init_file(&work.sound, input.path);
    work.how.output = item->output[0];
    work.how.user = &task;
    if (status == NEUME_OK) {
        outcome->code = work_on(&work, b->settings, item->is_kept);
        outcome->hits = work.hits.count;
        outcome->duration = work.info.sample_rate > 0 ? (double)work.frames_in / work.info.sample_rate : 0;
        neume_replace_work_release(&work);
    } else {
        neume_cli_batch_fail(outcome, item->input, status, CLI_INPUT);
    }
    neume_cli_input_close(&input);
}

static enum cli_exit run_batch(const struct neume_replace_work *like, const struct replace_settings *s,
                               const struct cli_operands *operands)
{
    static const char *const endings[] = CLI_SOUND_ENDINGS;
    struct batch_work work = {like, s};
    const char *const *ending = &endings[s->format];
    if (s->midi || s->stems || s->midi_out || s->audition)
        return neume_cli_usage_error(&neume_cli_replace, "%s: only for one recording",
                                     s->midi       ? "--midi"
                                     : s->stems    ? "--stems"
                                     : s->midi_out ? "--midi-out"
                                                   : "--audition");
    return neume_cli_batch_run(
        &(struct cli_batch_run){.command = &neume_cli_replace,
                                .settings = s,
                                .batch = &s->batch,
                                .plan = {s->output, ending, 1, 0, s->format ? NULL : neume_encoder_knows},
                                .json = s->json,
                                .jobs = s->jobs,
                                .work = do_item,
                                .user = &work},
        operands);
}

static int run(int argc, char **argv)
{
    struct replace_settings s;
    struct cli_operands operands;
    int helped;
    enum cli_exit code = neume_cli_parse(&neume_cli_replace, argc, argv, &s, &operands, &helped);
    if (code != CLI_EXIT_DONE || helped)
        return code;
    const int is_batch = neume_cli_batch_is_asked(&s.batch), is_take = !is_batch && neume_cli_is_multi_mic(&operands);
    const int is_many = is_batch || (!is_take && operands.count > 1);
    if (!is_batch && is_many && s.output && neume_encoder_knows(s.output))
        return neume_cli_usage_error(&neume_cli_replace,
                                     "several recordings are one take: say by =DRUM which is close to which drum, as "
                                     "kick.wav=KD; or, each for itself, need a folder: -o FOLDER");
    if (!operands.count && !s.batch.files_from)
        return neume_cli_usage_error(&neume_cli_replace, "an input file is missing: neume replace DRUMS...");
    if (!is_many && (s.format || s.json))
        return neume_cli_usage_error(&neume_cli_replace, "--%s: only with several recordings",
                                     s.format ? "format" : "json");
    struct neume_replace_work work = {.name = operands.count ? operands.name[0] : "", .midi_name = s.midi};
    code = check(&s, work.name, is_take || is_many);
    if (code == CLI_EXIT_DONE)
        code = prepare(&work, &s);
    if (code != CLI_EXIT_DONE)
        return code;
    if (is_many)
        return run_batch(&work, &s, &operands);
    return (int)(is_take ? neume_cli_replace_take(&work, &s, &operands) : run_one(&work, &s));
}

const struct cli_command neume_cli_replace = {
    .name = "replace",
    .operands = "DRUMS...",
    .summary = "replace or double the drums of a recording by samples",
    .description =
        "Finds the drum hits of a recording, or takes them from a MIDI file, and plays samples in their place, each "
        "with its attack on the original's, as loud, and with the polarity that agrees with it. The output has the "
        "recording's rate, channels and length; where no new hit sounds, it is the recording bit for bit. Several "
        "recordings are microphones of one take, as of neume transcribe: kick.wav=KD snare.wav=SD over.wav. Each gets "
        "the "
        "samples of its own drums, the old drums go down in all of them, and -o names a folder.",
    .option = neume_cli_replace_options,
    .example = examples,
    .settings_size = sizeof(struct replace_settings),
    .min_operands = 0, /* run() asks for one, or for a list */
    .max_operands = -1,
    .run = run,
};
