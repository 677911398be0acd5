/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "audio/ab.h"
#include "audio/encode.h"
#include "cli/commands/commands.h"
#include "cli/commands/comparison_print.h"
#include "cli/io/console.h"
#include "cli/io/input.h"
#include "cli/io/midi_input.h"
#include "cli/io/output_paths.h"
#include "cli/io/paths.h"
#include "cli/options/help.h"
#include "cli/options/options.h"
#include "cli/options/program_option.h"
#include "cli/options/shared_options.h"
#include "cli/pages/report.h"
#include "compare/comparison.h"
#include "midi/edit/program_override.h"

struct settings {
    struct cli_common common;
    const char *output, *ab, *ab_labels, *soundfont, *program, *reference;
    int ab_mode, ab_bars, follow, json, places;
    double ab_seconds, max_offset, reverb;
};

static const struct cli_option options[] = {
    {.name = "output",
     .letter = 'o',
     .kind = CLI_TARGET,
     .offset = offsetof(struct settings, output),
     .value = "PAGE",
     .help = "write a page (.html) that plays both in step, switches between them and shows where they differ; it "
             "needs a browser and nothing else"},
    {.name = "ab",
     .kind = CLI_TARGET,
     .offset = offsetof(struct settings, ab),
     .value = "FILE",
     .help = "write a sound file for the ear to compare the two, aligned and equally loud; "
             "a WAV file has a cue point at every turn"},
    {.name = "ab-mode",
     .kind = CLI_CHOICE,
     .offset = offsetof(struct settings, ab_mode),
     .value = "alternate|sides",
     .initial = "alternate",
     .help = "take turns, the recording first; or the recording left and the MIDI right"},
    {.name = "ab-seconds",
     .kind = CLI_NUMBER,
     .offset = offsetof(struct settings, ab_seconds),
     .value = "SECONDS",
     .initial = "4",
     .unit = "seconds",
     .min = 0.1,
     .max = 3600,
     .help = "the length of one turn"},
    {.name = "ab-bars",
     .kind = CLI_WHOLE,
     .offset = offsetof(struct settings, ab_bars),
     .value = "BARS",
     .initial = "off",
     .min = 1,
     .max = 1000,
     .word = "off",
     .help = "take turns at the bar lines of the MIDI, so many bars each, instead of by seconds"},
    {.name = "ab-labels",
     .kind = CLI_TARGET,
     .offset = offsetof(struct settings, ab_labels),
     .value = "FILE",
     .help = "write the turns to this label file for Audacity"},
    {.name = "max-offset",
     .kind = CLI_NUMBER,
     .offset = offsetof(struct settings, max_offset),
     .value = "SECONDS",
     .initial = "10",
     .unit = "seconds",
     .min = 0,
     .max = 600,
     .help = "how far apart in time the two may be"},
    CLI_OPTION_SOUNDFONT(struct settings),
    CLI_OPTION_PROGRAM(struct settings),
    CLI_OPTION_REVERB(struct settings),
    {.name = "dynamics",
     .kind = CLI_CHOICE,
     .offset = offsetof(struct settings, follow),
     .value = "file|follow",
     .initial = "file",
     .help =
         "play the MIDI with its own velocities, or with those that make it follow the recording's loudness note by "
         "note; the file stays as it is, and a page plays and shows what was compared"},
    {.name = "reference",
     .kind = CLI_FILE,
     .offset = offsetof(struct settings, reference),
     .value = "REF",
     .help = "a file of the true notes, of any kind that eval reads: also say which notes are missed, too many or "
             "shifted"},
    {.name = "places",
     .kind = CLI_WHOLE,
     .offset = offsetof(struct settings, places),
     .value = "N",
     .initial = "10",
     .min = 0,
     .max = 1000000,
     .help = "how many of the places that differ to print, the surest first; JSON has them all"},
    CLI_OPTION_JSON(struct settings),
    CLI_NO_CLOBBER_OPTION,
    CLI_COMMON_OPTIONS};

static const struct cli_example examples[] = {
    {"neume compare song.wav song.mid", "prints how alike the two are"},
    {"neume compare song.wav song.mid -o song.html", "also writes a page to hear and see both, side by side"},
    {"neume compare song.wav song.mid --ab ab.wav", "also writes both in turns into one file, to listen to"},
    {"neume compare song.wav song.mid --ab ab.wav --ab-bars 2 --ab-labels ab.txt",
     "takes turns every two bars, with labels for Audacity"},
    {"neume compare song.wav song.mid --reference truth.mid", "also says which notes are wrong"},
    {NULL, NULL}};

static enum cli_exit check(const struct settings *s, const struct cli_operands *operands)
{
    if (s->ab && !neume_encoder_knows(s->ab))
        return neume_cli_usage_error(&neume_cli_compare,
                                     "--ab: '%s' does not end in .wav, .flac, .aiff, .ogg, .opus or .mp3", s->ab);
    if (s->output && strcmp(s->output, "-") && !neume_cli_has_ending(s->output, ".html") &&
        !neume_cli_has_ending(s->output, ".htm"))
        return neume_cli_usage_error(&neume_cli_compare, "--output: '%s' does not end in .html", s->output);
    if (s->program && !neume_program_override_valid(s->program))
        return neume_cli_usage_error(&neume_cli_compare, "--program: '%s' is neither a program nor TRACK=PROGRAM,...",
                                     s->program);
    if (s->ab_labels && (!s->ab || s->ab_mode != NEUME_AB_ALTERNATE))
        return neume_cli_usage_error(&neume_cli_compare, "--ab-labels: it needs --ab, with turns");
    if (!strcmp(operands->name[0], "-") && !strcmp(operands->name[1], "-"))
        return neume_cli_usage_error(&neume_cli_compare, "standard input can be read only once");
    if (s->ab && !strcmp(s->ab, "-"))
        return neume_cli_usage_error(&neume_cli_compare, "--ab: standard output is for the comparison");
    return CLI_EXIT_DONE;
}

/* What is compared: the two files and the reference, held as long as anyone reads them. */
struct held {
    const char *name[3];
    struct cli_input input[3];
};

/* Errors name what was typed, not what holds it. */
static void name_as_typed(const struct held *held, struct neume_error *error)
{
    for (int i = 0; i < 3; i++)
        if (held->input[i].path && !strcmp(error->subject, held->input[i].path))
            snprintf(error->subject, sizeof error->subject, "%s", neume_cli_shown(held->name[i], CLI_INPUT));
}

static enum cli_exit compare(const struct held *held, struct neume_compare_options *how,
                             struct neume_compare_result *comparison)
{
    struct neume_error error = {.status = NEUME_OK};
    struct cli_task task = {.index = 0};
    how->reference = held->input[2].path;
    how->progress = neume_cli_progress;
    how->user = &task;
    how->error = &error;
    neume_cli_progress_start(1);
    enum neume_status status = neume_compare_files(held->input[0].path, held->input[1].path, how, comparison);
    neume_cli_progress_stop();
    how->error = NULL;
    if (status == NEUME_OK) {
        if (comparison->left_out)
            neume_cli_note_left_out(held->name[1], comparison->left_out);
        neume_cli_warn_of_midi(held->name[1], &(struct neume_smf){.repairs = comparison->repairs});
        return CLI_EXIT_DONE;
    }
    name_as_typed(held, &error);
    if (status == NEUME_ERR_ARGUMENT && how->program && !strcmp(error.subject, "program"))
        return neume_cli_usage_error(&neume_cli_compare, "--program: %s", error.words);
    return neume_cli_fail_by(&error);
}

static enum cli_exit write_page(const struct settings *s, const struct held *held,
                                const struct neume_compare_result *comparison, struct neume_output_set *set)
{
    struct cli_report_job job = {.audio = held->input[0].path,
                                 .midi = held->input[1].path,
                                 .audio_name = held->name[0],
                                 .midi_name = held->name[1],
                                 .output = s->output,
                                 .set = set,
                                 .soundfont = s->soundfont,
                                 .program = s->program,
                                 .reverb = s->reverb / 100,
                                 .comparison = comparison,
                                 .data = &comparison->data};
    neume_cli_progress_start(1);
    enum cli_exit code = neume_cli_write_report(&job);
    neume_cli_progress_stop();
    return code;
}

static enum cli_exit work(const struct settings *s, struct held *held, struct neume_compare_options *how,
                          struct neume_compare_result *comparison)
{
    for (int i = 0; i < 3; i++) {
        enum neume_status status = held->name[i] ? neume_cli_input_open(&held->input[i], held->name[i]) : NEUME_OK;
        if (status != NEUME_OK)
            return neume_cli_fail(held->name[i], status, CLI_INPUT);
    }
    struct neume_output_set set = {0};
    how->set = &set;
    enum cli_exit code = compare(held, how, comparison);
    if (code != CLI_EXIT_DONE) {
        neume_output_set_release(&set);
        return code;
    }
    if (s->output)
        code = write_page(s, held, comparison, &set);
    if (code == CLI_EXIT_DONE)
        code = neume_cli_commit_outputs(&set);
    neume_output_set_release(&set);
    if (code != CLI_EXIT_DONE)
        neume_compare_result_release(comparison);
    return code;
}

static int run(int argc, char **argv)
{
    struct settings s;
    struct cli_operands operands;
    struct neume_compare_result comparison;
    int helped;
    enum cli_exit code = neume_cli_parse(&neume_cli_compare, argc, argv, &s, &operands, &helped);
    if (code != CLI_EXIT_DONE || helped)
        return code;
    code = check(&s, &operands);
    if (code != CLI_EXIT_DONE)
        return code;
    struct neume_compare_options how = {.soundfont = s.soundfont,
                                        .program = s.program,
                                        .reverb = s.reverb / 100,
                                        .follow = s.follow,
                                        .max_offset = s.max_offset,
                                        .ab = s.ab,
                                        .ab_mode = (enum neume_ab_mode)s.ab_mode,
                                        .ab_bars = s.ab_bars,
                                        .ab_labels = s.ab_labels,
                                        .ab_seconds = s.ab_seconds};
    struct held held = {.name = {operands.name[0], operands.name[1], s.reference}};
    code = work(&s, &held, &how, &comparison);
    for (int i = 0; i < 3; i++)
        neume_cli_input_close(&held.input[i]);
    if (code != CLI_EXIT_DONE)
        return code;
    int is_free = !s.output || strcmp(s.output, "-") != 0; /* standard output may hold the page */
    if (is_free && s.json)
        neume_cli_print_comparison_json(&comparison);
    else if (is_free)
        neume_cli_print_comparison(&comparison, (size_t)s.places);
    neume_compare_result_release(&comparison);
    if (s.ab)
        neume_cli_note("both -> %s", s.ab);
    if (s.output && is_free)
        neume_cli_note("page -> %s", s.output);
    return neume_cli_finish_stdout();
}

const struct cli_command neume_cli_compare = {
    .name = "compare",
    .operands = "AUDIO MIDI",
    .summary = "say how alike a recording and a MIDI file sound",
    .description =
        "Plays the MIDI file, finds the offset between it and the recording, makes them equally loud "
        "(EBU R 128) and measures, without any ground truth, how alike they are: do things begin at the same "
        "times, with the same harmony, spectrum and dynamics. Can write both into one sound file, or onto a page that "
        "plays them in step over their spectrograms and notes.",
    .option = options,
    .example = examples,
    .settings_size = sizeof(struct settings),
    .min_operands = 2,
    .max_operands = 2,
    .run = run,
};
