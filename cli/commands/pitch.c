/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "analysis/pyin.h"
#include "cli/batch/batch_run.h"
#include "cli/commands/commands.h"
#include "cli/io/console.h"
#include "cli/io/event_output.h"
#include "cli/io/frames.h"
#include "cli/options/batch_options.h"
#include "cli/options/options.h"
#include "cli/options/shared_options.h"

struct settings {
    struct cli_common common;
    struct cli_batch_settings batch;
    const char *output;
    unsigned format;
    int json, jobs;
    double min_hz, max_hz;
};

static const struct cli_option options[] = {
    CLI_OPTION_OUTPUT_LISTING(struct settings),
    {.name = "format",
     .letter = 'f',
     .kind = CLI_CHOICES,
     .offset = offsetof(struct settings, format),
     .value = "auto|" CLI_FRAMES_FORMATS,
     .initial = "auto",
     .help =
         "columns between tabs or commas, Audacity labels (one for each stretch of one pitch), JSON; mirex is time and "
         "frequency alone, negative where nothing is sung, as mir_eval reads it; sv and svl are the sung frames for "
         "Sonic Visualiser, as a table or as a layer; several of them, as csv,json, are written at once; auto goes by "
         "the "
         "ending of the output"},
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
    CLI_OPTION_JOBS(struct settings),
    CLI_BATCH_OPTIONS(offsetof(struct settings, batch), 'r', "recordings"),
    CLI_NO_CLOBBER_OPTION,
    CLI_COMMON_OPTIONS};

static const struct cli_example examples[] = {
    {"neume pitch voice.wav", "prints time, f0, confidence and loudness, one frame a line"},
    {"neume pitch bass.wav --max-hz 400 -o bass.csv", "writes the same as CSV"},
    {"neume pitch voice.wav -o voice.svl", "writes a layer for Sonic Visualiser"},
    {"neume pitch -r --resume recordings/ -o f0/ --format csv", "a whole tree of folders"},
    {NULL, NULL}};

struct work {
    const struct settings *settings;
    struct cli_event_forms forms;
};

static void work_on(void *user, const struct cli_batch_item *item, struct cli_batch_outcome *outcome)
{
    const struct work *w = user;
    struct cli_event_output listing;
    struct cli_frames_form form[CLI_MOST_EVENT_FORMS];
    struct neume_pyin_config config;
    struct cli_task task = {.index = item->index};
    neume_pyin_config_init(&config);
    config.min_hz = w->settings->min_hz;
    config.max_hz = w->settings->max_hz;
    if (!neume_cli_event_output_open(&listing, item, outcome, &w->forms, config.sample_rate)) {
        for (size_t i = 0; i < w->forms.count; i++)
            form[i] = (struct cli_frames_form){(enum neume_pitch_format)w->forms.form[i], listing.output[i].stream};
        enum neume_status status =
            neume_cli_write_frames(listing.source, &config, form, w->forms.count, neume_cli_progress, &task);
        if (status != NEUME_OK)
            neume_cli_batch_fail(outcome, item->input, status, CLI_INPUT);
    }
    neume_cli_event_output_close(&listing);
}

static int run(int argc, char **argv)
{
    static const char *const endings[] = {".txt", ".csv", ".txt", ".json", ".mirex", ".sv.csv", ".svl"};
    struct settings s;
    struct cli_operands operands;
    int helped;
    enum cli_exit code = neume_cli_parse(&neume_cli_pitch_command, argc, argv, &s, &operands, &helped);
    if (code != CLI_EXIT_DONE || helped)
        return code;
    if (s.min_hz >= s.max_hz)
        return neume_cli_usage_error(&neume_cli_pitch_command, "--min-hz: %g is not below --max-hz, %g", s.min_hz,
                                     s.max_hz);
    const int alone = s.json && (s.format == 1 || neume_cli_batch_is_one(&s.batch, &operands));
    const enum neume_pitch_format otherwise = neume_cli_frames_format_of(s.output, NEUME_PITCH_AS_TXT);
    struct work w = {&s, neume_cli_event_forms(s.format, alone, (int)otherwise, NEUME_PITCH_AS_JSON, endings)};
    return neume_cli_batch_run(&(struct cli_batch_run){.command = &neume_cli_pitch_command,
                                                       .settings = &s,
                                                       .batch = &s.batch,
                                                       .plan = {s.output, w.forms.ending, w.forms.count, 0, NULL},
                                                       .json = s.json,
                                                       .jobs = s.jobs,
                                                       .work = work_on,
                                                       .user = &w},
                               &operands);
}

const struct cli_command neume_cli_pitch_command = {
    .name = "pitch",
    .operands = "IN...",
    .summary = "list the pitch of one line of music, frame by frame",
    .description =
        "Follows the fundamental frequency of a voice or of an instrument that plays one note at a time, and "
        "prints for each frame of about 12 ms its time in seconds, the frequency in Hz (0 where nothing is "
        "sung or played), the confidence from 0 to 1 and the loudness in dB of full scale. Works on a "
        "stream: memory does not grow with the length of the recording.",
    .option = options,
    .example = examples,
    .settings_size = sizeof(struct settings),
    .min_operands = 0, /* the batch asks for one */
    .max_operands = -1,
    .run = run,
};
