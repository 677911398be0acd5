/* SPDX-License-Identifier: MIT */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands/commands.h"
#include "cli/commands/replace_report.h"
#include "cli/io/console.h"
#include "cli/io/input.h"
#include "cli/io/midi_input.h"
#include "cli/io/output_guard.h"
#include "cli/options/drum_options.h"
#include "cli/options/options.h"

struct replace_settings {
    struct cli_common common;
    const char *output, *kit, *midi, *only, *stems, *midi_out, *sensitivity, *drum_map;
    int bits, seed, follow, tail, as_written, limit;
    double blend, gain, retrigger;
};

static const struct cli_option options[] = {
    {.name = "output",
     .letter = 'o',
     .kind = CLI_TARGET,
     .offset = offsetof(struct replace_settings, output),
     .value = "FILE",
     .help = "the sound file to write, at the rate and with the channels of the recording: its ending, .wav, .flac, "
             ".aiff, .ogg, .opus or .mp3, says which kind"},
    {.name = "kit",
     .letter = 'k',
     .kind = CLI_FILE,
     .offset = offsetof(struct replace_settings, kit),
     .value = "KIT",
     .help = "the samples: a folder of sound files named after drums (kick_v1_rr2.wav, 'hihat open soft.flac'), an "
             ".sfz file, a Hydrogen or DrumGizmo kit (drumkit.xml or its folder, .h2drumkit), or a SoundFont, of which "
             "FILE:PROGRAM "
             "chooses a kit; neume info lists what a kit gives"},
    {.name = "blend",
     .letter = 'b',
     .kind = CLI_NUMBER,
     .offset = offsetof(struct replace_settings, blend),
     .value = "PERCENT",
     .initial = "100",
     .unit = "percent",
     .min = 0,
     .max = 100,
     .help = "how far the original goes down where a new hit sounds: 0 doubles the drums, 100 replaces them"},
    {.name = "only",
     .kind = CLI_TEXT,
     .offset = offsetof(struct replace_settings, only),
     .value = "DRUMS",
     .help = "the drums to replace, with commas: KD, SD, SS (side stick), HH (hi-hats) or HC, HO, HP (closed, open, "
             "pedal), TT (toms) or T1, T2, T3, CY (cymbals) or RD, RB, CR (ride, bell, crash), XX (other); without it "
             "all"},
    {.name = "midi",
     .letter = 'm',
     .kind = CLI_FILE,
     .offset = offsetof(struct replace_settings, midi),
     .value = "FILE",
     .help = "take the hits from channel 10 of this MIDI file, for example one that was transcribed and edited, "
             "instead of listening"},
    {.name = "as-written",
     .kind = CLI_FLAG,
     .offset = offsetof(struct replace_settings, as_written),
     .help = "leave the hits where they were found or written, instead of moving each to the attack in the recording"},
    {.name = "sensitivity",
     .letter = 's',
     .kind = CLI_TEXT,
     .offset = offsetof(struct replace_settings, sensitivity),
     .value = CLI_SENSITIVITY_VALUE,
     .initial = "0.5",
     .help = "how faint a hit may be, from 0 to 1: " CLI_SENSITIVITY_HELP},
    {.name = "retrigger",
     .kind = CLI_NUMBER,
     .offset = offsetof(struct replace_settings, retrigger),
     .value = "MS",
     .initial = "0",
     .unit = "ms",
     .min = 0,
     .max = 1000,
     .help = "a hit that is heard this soon after another of its drum is none"},
    {.name = "drum-map",
     .kind = CLI_FILE,
     .offset = offsetof(struct replace_settings, drum_map),
     .value = "MAP",
     .preset = neume_drum_map_preset,
     .help = "the sampler whose notes are in the files of --midi and --midi-out: a preset or a file, as of neume "
             "transcribe; without it General MIDI"},
    {.name = "gain",
     .letter = 'g',
     .kind = CLI_NUMBER,
     .offset = offsetof(struct replace_settings, gain),
     .value = "DB",
     .initial = "0",
     .unit = "dB",
     .min = -24,
     .max = 24,
     .help = "how much louder than the drums of the recording the samples are"},
    {.name = "seed",
     .kind = CLI_WHOLE,
     .offset = offsetof(struct replace_settings, seed),
     .value = "N",
     .initial = "1",
     .min = 0,
     .max = 999999,
     .help = "which of several samples alike a hit gets, by chance: the same for the same seed"},
    {.name = "follow",
     .kind = CLI_CHOICE,
     .offset = offsetof(struct replace_settings, follow),
     .value = "velocity|timbre",
     .initial = "velocity",
     .help = "what chooses a drum's layer: how hard the hit is, or how bright it sounds among the hits of its drum; "
             "for a SoundFont always the velocity"},
    {.name = "tail",
     .kind = CLI_FLAG,
     .offset = offsetof(struct replace_settings, tail),
     .help = "let the last samples ring out beyond the end of the recording"},
    {.name = "bits",
     .kind = CLI_CHOICE,
     .offset = offsetof(struct replace_settings, bits),
     .value = "16|24|32f",
     .initial = "24",
     .help = "bits a sample, or 32-bit float; not for .ogg, .opus and .mp3"},
    {.name = "limit",
     .kind = CLI_CHOICE,
     .offset = offsetof(struct replace_settings, limit),
     .value = "auto|off",
     .initial = "auto",
     .help = "auto turns down what would clip, but not in 32-bit float; stems are as they are"},
    {.name = "stems",
     .kind = CLI_FOLDER,
     .offset = offsetof(struct replace_settings, stems),
     .value = "DIR",
     .help = "also write one file for each drum's samples, and the original as it is under them, into this folder"},
    {.name = "midi-out",
     .kind = CLI_TARGET,
     .offset = offsetof(struct replace_settings, midi_out),
     .value = "FILE",
     .help = "also write the hits that got a sample to this MIDI file, where they ended up"},
    CLI_NO_CLOBBER_OPTION,
    CLI_COMMON_OPTIONS};

static const struct cli_example examples[] = {
    {"neume replace drums.flac --kit kit/ -o new.wav", "replaces all drums by the samples in a folder"},
    {"neume replace drums.flac --kit kit/ --only KD,SD --blend 0 -o doubled.wav", "doubles kick and snare"},
    {"neume replace drums.flac --kit piano.sf2 --midi drums.mid -o new.flac", "plays edited hits by a SoundFont"},
    {NULL, NULL}};

static enum cli_exit check(const struct replace_settings *s, const char *name)
{
    const struct cli_command *me = &neume_cli_replace;
    const char *bad = NULL;
    if (!s->output)
        return neume_cli_usage_error(me, "an output is missing: -o FILE");
    if (!s->kit)
        return neume_cli_usage_error(me, "a kit is missing: --kit KIT");
    if (!neume_encoder_knows(s->output))
        return neume_cli_usage_error(me, "--output: '%s' does not end in .wav, .flac, .aiff, .ogg, .opus or .mp3",
                                     s->output);
    if (s->only && !neume_drum_set(s->only, &bad))
        return neume_cli_usage_error(me, "--only: '%.*s' is none of " CLI_DRUM_NAMES, (int)strcspn(bad, ","), bad);
    if (s->midi && !strcmp(s->midi, "-") && !strcmp(name, "-"))
        return neume_cli_usage_error(me, "standard input can be read only once");
    return CLI_EXIT_DONE;
}

static int progress(void *user, double share)
{
    struct cli_task task = {.index = 0};
    (void)user;
    return neume_cli_progress(&task, share);
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
    how->only = s->only ? neume_drum_set(s->only, &bad) : 0;
    how->blend = s->blend / 100;
    how->gain = s->gain;
    how->seed = (unsigned)s->seed;
    how->by_timbre = s->follow;
    how->as_written = s->as_written;
    how->tail = s->tail;
    how->bits = (const int[]){16, 24, 32}[s->bits];
    how->no_limit = s->limit;
    how->progress = progress;
    work->may_write = may_write;
    work->may_write_user = &s->common;
    neume_options_init(&work->listening);
    neume_drum_map_init(&work->map);
    work->listening.mode = NEUME_MODE_DRUMS;
    work->listening.retrigger = s->retrigger / 1000;
    enum cli_exit code = neume_cli_drum_sensitivity(&neume_cli_replace, s->sensitivity, &work->listening);
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
    const char *option = s->stems && !strcmp(error->subject, s->stems) ? "--stems " : "";
    return neume_cli_usage_error(&neume_cli_replace, "%s%s: %s", option, error->subject, error->words);
}

static enum cli_exit work_on(struct neume_replace_work *work, const struct replace_settings *s)
{
    struct neume_error error;
    neume_cli_progress_start(1);
    enum neume_status status = neume_replace_work_run(work, &error);
    if (work->left_out)
        neume_cli_note_left_out(s->midi, work->left_out);
    if (work->repairs)
        neume_cli_warn_of_midi(s->midi, &(struct neume_smf){.repairs = work->repairs});
    if (status == NEUME_OK)
        neume_cli_replace_report(work);
    enum cli_exit code = status == NEUME_OK ? CLI_EXIT_DONE : fail(s, &error);
    neume_cli_progress_stop();
    return code;
}

static int run(int argc, char **argv)
{
    struct replace_settings s;
    struct cli_operands operands;
    struct cli_input input, midi = {0};
    int helped;
    enum cli_exit code = neume_cli_parse(&neume_cli_replace, argc, argv, &s, &operands, &helped);
    if (code != CLI_EXIT_DONE || helped)
        return code;
    struct neume_replace_work work = {.name = operands.name[0], .midi_name = s.midi};
    code = check(&s, work.name);
    if (code == CLI_EXIT_DONE)
        code = prepare(&work, &s);
    if (code != CLI_EXIT_DONE)
        return code;
    enum neume_status status = neume_cli_input_open(&input, work.name);
    enum neume_status hits = status == NEUME_OK && s.midi ? neume_cli_input_open(&midi, s.midi) : NEUME_OK;
    work.path = input.path;
    work.midi_path = midi.path;
    if (status == NEUME_OK && hits == NEUME_OK)
        code = work_on(&work, &s);
    else
        code = neume_cli_fail(hits == NEUME_OK ? work.name : s.midi, hits == NEUME_OK ? status : hits, CLI_INPUT);
    neume_cli_input_close(&midi);
    neume_cli_input_close(&input);
    neume_replace_work_release(&work);
    return code;
}

const struct cli_command neume_cli_replace = {
    .name = "replace",
    .operands = "DRUMS",
    .summary = "replace or double the drums of a recording by samples",
    .description =
        "Finds the drum hits of a recording, or takes them from a MIDI file, and plays samples in their place, each "
        "with its attack on the original's, as loud, and with the polarity that agrees with it. The output has the "
        "recording's rate, channels and length; where no new hit sounds, it is the recording bit for bit.",
    .option = options,
    .example = examples,
    .settings_size = sizeof(struct replace_settings),
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
