/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "analysis/onset.h"
#include "cli/commands/commands.h"
#include "cli/io/event_output.h"
#include "cli/options/options.h"
#include "cli/options/shared_options.h"

enum { BLOCK = 4096, ROOM = 64 };

struct settings {
    struct cli_common common;
    const char *output;
    int format, json;
    double sensitivity, min_gap;
};

static const struct cli_option options[] = {
    CLI_OPTION_OUTPUT_LISTING(struct settings),
    {.name = "format",
     .letter = 'f',
     .kind = CLI_CHOICE,
     .offset = offsetof(struct settings, format),
     .value = "auto|" CLI_EVENT_FORMATS,
     .initial = "auto",
     .help = "one time a line, columns, Audacity labels, or JSON; auto goes by the ending of the output"},
    {.name = "sensitivity",
     .letter = 's',
     .kind = CLI_NUMBER,
     .offset = offsetof(struct settings, sensitivity),
     .value = "SHARE",
     .initial = "0.5",
     .min = 0,
     .max = 1,
     .help = "how faint an onset may be: more of them towards 1"},
    {.name = "min-gap",
     .kind = CLI_NUMBER,
     .offset = offsetof(struct settings, min_gap),
     .value = "SECONDS",
     .initial = "0.03",
     .unit = "seconds",
     .min = 0.005,
     .max = 1,
     .help = "of onsets that are closer together the first stays"},
    CLI_OPTION_JSON_FORMAT(struct settings),
    CLI_NO_CLOBBER_OPTION,
    CLI_COMMON_OPTIONS};

static const struct cli_example examples[] = {
    {"neume onsets drums.wav", "prints the times of all onsets in seconds"},
    {"neume onsets drums.wav -o onsets.txt --format labels", "writes labels that Audacity imports"},
    {NULL, NULL}};

static void print_onset(FILE *f, enum cli_event_format format, const struct neume_onset *o, size_t index)
{
    if (format == CLI_EVENT_TXT)
        fprintf(f, "%.4f\n", o->time);
    else if (format == CLI_EVENT_CSV)
        fprintf(f, "%.4f,%.4f\n", o->time, (double)o->strength);
    else if (format == CLI_EVENT_LABELS)
        fprintf(f, "%.4f\t%.4f\tonset\n", o->time, o->time);
    else
        fprintf(f, "%s  {\"time\": %.4f, \"strength\": %.4f}", index ? ",\n" : "", o->time, (double)o->strength);
}

/* Reads the recording to its end and prints what is found. */
static enum cli_exit list(struct cli_event_output *l, struct neume_onset_detector *detector,
                          enum cli_event_format format)
{
    float block[BLOCK];
    struct neume_onset found[ROOM];
    size_t got, made, total = 0;
    FILE *f = l->output.stream;
    do {
        enum cli_exit code = neume_cli_event_output_read(l, block, BLOCK, &got);
        if (code != CLI_EXIT_DONE)
            return code;
        for (size_t used = 0; used < got;) {
            used += neume_onset_process(detector, block + used, got - used, found, ROOM, &made);
            for (size_t i = 0; i < made; i++)
                print_onset(f, format, &found[i], total++);
        }
    } while (got);
    while ((made = neume_onset_flush(detector, found, ROOM)) > 0)
        for (size_t i = 0; i < made; i++)
            print_onset(f, format, &found[i], total++);
    return CLI_EXIT_DONE;
}

static int run(int argc, char **argv)
{
    struct settings s;
    struct cli_operands operands;
    struct cli_event_output listing;
    struct neume_onset_config config;
    struct neume_onset_detector *detector = NULL;
    int helped;
    enum cli_exit code = neume_cli_parse(&neume_cli_onsets, argc, argv, &s, &operands, &helped);
    if (code != CLI_EXIT_DONE || helped)
        return code;
    neume_onset_config_init(&config);
    config.sensitivity = s.sensitivity;
    config.min_gap = s.min_gap;
    enum cli_event_format format = neume_cli_event_output_format(s.json, s.format, s.output);
    code = neume_cli_event_output_open(&listing, operands.name[0], s.output, config.sample_rate);
    if (code == CLI_EXIT_DONE) {
        enum neume_status status = neume_onset_new(&detector, &config);
        if (status != NEUME_OK)
            code = neume_cli_fail("onsets", status, CLI_INPUT);
    }
    if (code == CLI_EXIT_DONE) {
        if (format == CLI_EVENT_CSV)
            fputs("time,strength\n", listing.output.stream);
        else if (format == CLI_EVENT_JSON)
            fputs("{\"onsets\": [\n", listing.output.stream);
        code = list(&listing, detector, format);
        if (format == CLI_EVENT_JSON)
            fputs("\n]}\n", listing.output.stream);
    }
    neume_onset_free(detector);
    return neume_cli_event_output_close(&listing, code);
}

const struct cli_command neume_cli_onsets = {
    .name = "onsets",
    .operands = "IN",
    .summary = "list the times at which something is struck, plucked or sung anew",
    .description = "Finds the onsets in a recording and prints their times in seconds, one a line. Works on a stream: "
                   "memory does not grow with the length of the recording.",
    .option = options,
    .example = examples,
    .settings_size = sizeof(struct settings),
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
