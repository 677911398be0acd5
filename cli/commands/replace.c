/* SPDX-License-Identifier: MIT */

#include <stdio.h>
#include <string.h>

#include "audio/encode.h"
#include "cli/commands/commands.h"
#include "cli/commands/replace_job.h"
#include "cli/commands/replace_mix.h"
#include "cli/commands/replace_options.h"
#include "cli/commands/replace_take.h"
#include "cli/commands/replace_work.h"
#include "cli/io/console.h"
#include "cli/io/input.h"
#include "cli/io/multi_mic.h"
#include "cli/io/output_paths.h"
#include "cli/options/drum_options.h"
#include "cli/options/options.h"

static const struct cli_example examples[] = {
    {"neume replace drums.flac --kit kit/ -o new.wav", "replaces all drums by the samples in a folder"},
    {"neume replace drums.flac --kit kit/ --only KD,SD --blend 0 -o doubled.wav", "doubles kick and snare"},
    {"neume replace drums.flac --kit piano.sf2 --midi drums.mid -o new.flac", "plays edited hits by a SoundFont"},
    {"neume replace kick.wav=KD snare.wav=SD over.wav --kit kit/ -o new/",
     "replaces kick and snare in all microphones"},
    {NULL, NULL}};

static enum cli_exit check(const struct replace_settings *s, const char *name, int is_take)
{
    const struct cli_command *me = &neume_cli_replace;
    const char *bad = NULL;
    if (!s->output)
        return neume_cli_usage_error(me, "an output is missing: -o FILE");
    if (!s->kit)
        return neume_cli_usage_error(me, "a kit is missing: --kit KIT");
    if (!is_take && !neume_encoder_knows(s->output))
        return neume_cli_usage_error(me, "--output: '%s' does not end in .wav, .flac, .aiff, .ogg, .opus or .mp3",
                                     s->output);
    if (s->only && !neume_drum_set(s->only, &bad))
        return neume_cli_usage_error(me, "--only: '%.*s' is none of " CLI_DRUM_NAMES, (int)strcspn(bad, ","), bad);
    if (s->midi && !strcmp(s->midi, "-") && !strcmp(name, "-"))
        return neume_cli_usage_error(me, "standard input can be read only once");
    return CLI_EXIT_DONE;
}

static int run(int argc, char **argv)
{
    struct replace_settings s;
    struct cli_operands operands;
    struct cli_input input;
    int helped;
    enum cli_exit code = neume_cli_parse(&neume_cli_replace, argc, argv, &s, &operands, &helped);
    if (code != CLI_EXIT_DONE || helped)
        return code;
    struct replace_job job = {.s = &s, .name = operands.name[0], .output = s.output};
    int is_take = neume_cli_is_multi_mic(&operands);
    float peak = 0;
    if (!is_take && operands.count > 1)
        return neume_cli_usage_error(&neume_cli_replace,
                                     "several recordings are one take: say by =DRUM which is close to "
                                     "which drum, as kick.wav=KD");
    code = check(&s, job.name, is_take);
    if (code == CLI_EXIT_DONE)
        code = neume_cli_replace_prepare(&job);
    if (code == CLI_EXIT_DONE && is_take)
        return neume_cli_replace_take(&job, &operands);
    if (code != CLI_EXIT_DONE)
        return code;
    enum neume_status status = neume_cli_input_open(&input, job.name);
    if (status == NEUME_OK) {
        job.path = input.path;
        neume_cli_progress_start(1);
        code = neume_cli_replace_work(&job, &peak);
        if (code == CLI_EXIT_DONE)
            code = neume_cli_commit_outputs(&job.set);
        if (code == CLI_EXIT_DONE)
            neume_cli_replace_report(&job, peak);
        neume_cli_progress_stop();
    } else {
        code = neume_cli_fail(job.name, status, CLI_INPUT);
    }
    neume_cli_input_close(&input);
    neume_cli_replace_release(&job);
    return code;
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
    .min_operands = 1,
    .max_operands = 64,
    .run = run,
};
