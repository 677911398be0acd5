/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "analysis/pyin.h"
#include "cli/commands/commands.h"
#include "cli/io/console.h"
#include "cli/io/event_output.h"
#include "cli/io/frames.h"
#include "cli/options/options.h"
#include "cli/options/shared_options.h"

struct settings {
    struct cli_common common;
    const char *output;
    int format, json;
    double min_hz, max_hz;
};

static const struct cli_option options[] = {
    CLI_OPTION_OUTPUT_LISTING(struct settings),
    {.name = "format",
     .letter = 'f',
     .kind = CLI_CHOICE,
     .offset = offsetof(struct settings, format),
     .value = "auto|" CLI_FRAMES_FORMATS,
     .initial = "auto",
     .help =
         "columns between tabs or commas, Audacity labels (one for each stretch of one pitch), JSON; mirex is time and "
         "frequency alone, negative where nothing is sung, as mir_eval reads it; sv and svl are the sung frames for "
         "Sonic Visualiser, as a table or as a layer; auto goes by the ending of the output"},
    {.name = "min-hz",
     .kind = CLI_NUMBER,
     .offset = offsetof(struct settings, min_hz),
     .value = "HZ",
     .initial = "38",
     .unit = "Hz",
     .min = 25,
     .max = 3600,
     .help = "the lowest frequency to look for"},
    {.name = "max-hz",
     .kind = CLI_NUMBER,
     .offset = offsetof(struct settings, max_hz),
     .value = "HZ",
     .initial = "2200",
     .unit = "Hz",
     .min = 31,
     .max = 3675,
     .help = "the highest frequency to look for"},
    CLI_OPTION_JSON_FORMAT(struct settings),
    CLI_NO_CLOBBER_OPTION,
    CLI_COMMON_OPTIONS};

static const struct cli_example examples[] = {
    {"neume pitch voice.wav", "prints time, f0, confidence and loudness, one frame a line"},
    {"neume pitch bass.wav --max-hz 400 -o bass.csv", "writes the same as CSV"},
    {"neume pitch voice.wav -o voice.svl", "writes a layer for Sonic Visualiser"},
    {NULL, NULL}};

static enum neume_pitch_format format_of(const struct settings *s)
{
    if (s->json)
        return NEUME_PITCH_AS_JSON;
    return s->format ? (enum neume_pitch_format)(s->format - 1)
                     : neume_cli_frames_format_of(s->output, NEUME_PITCH_AS_TXT);
}

static int run(int argc, char **argv)
{
    struct settings s;
    struct cli_operands operands;
    struct cli_event_output listing;
    struct neume_pyin_config config;
    int helped;
    enum cli_exit code = neume_cli_parse(&neume_cli_pitch_command, argc, argv, &s, &operands, &helped);
    if (code != CLI_EXIT_DONE || helped)
        return code;
    if (s.min_hz >= s.max_hz)
        return neume_cli_usage_error(&neume_cli_pitch_command, "--min-hz: %g is not below --max-hz, %g", s.min_hz,
                                     s.max_hz);
    neume_pyin_config_init(&config);
    config.min_hz = s.min_hz;
    config.max_hz = s.max_hz;
    code = neume_cli_event_output_open(&listing, operands.name[0], s.output, config.sample_rate);
    if (code == CLI_EXIT_DONE) {
        struct cli_task task = {.index = 0};
        enum neume_status status = neume_cli_write_frames(listing.source, &config, format_of(&s), listing.output.stream,
                                                          neume_cli_progress, &task);
        if (status != NEUME_OK)
            code = neume_cli_fail(operands.name[0], status, CLI_INPUT);
    }
    return neume_cli_event_output_close(&listing, code);
}

const struct cli_command neume_cli_pitch_command = {
    .name = "pitch",
    .operands = "IN",
    .summary = "list the pitch of one line of music, frame by frame",
    .description =
        "Follows the fundamental frequency of a voice or of an instrument that plays one note at a time, and "
        "prints for each frame of about 12 ms its time in seconds, the frequency in Hz (0 where nothing is "
        "sung or played), the confidence from 0 to 1 and the loudness in dB of full scale. Works on a "
        "stream: memory does not grow with the length of the recording.",
    .option = options,
    .example = examples,
    .settings_size = sizeof(struct settings),
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
