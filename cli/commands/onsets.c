/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "analysis/onset.h"
#include "cli/batch/batch_run.h"
#include "cli/commands/commands.h"
#include "cli/io/event_output.h"
#include "cli/options/batch_options.h"
#include "cli/options/options.h"
#include "cli/options/shared_options.h"

enum { BLOCK = 4096, ROOM = 64 };

struct settings {
    struct cli_common common;
    struct cli_batch_settings batch;
    const char *output;
    unsigned format;
    int json, jobs;
    double sensitivity, min_gap;
};

static const struct cli_option options[] = {
    CLI_OPTION_OUTPUT_LISTING(struct settings),
    {.name = "format",
     .letter = 'f',
     .kind = CLI_CHOICES,
     .offset = offsetof(struct settings, format),
     .value = "auto|" CLI_EVENT_FORMATS,
     .initial = "auto",
     .help = "one time a line, columns, Audacity labels, or JSON, or several of them, as csv,json; auto goes by the "
             "ending of the output"},
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
    CLI_OPTION_JOBS(struct settings),
    CLI_BATCH_OPTIONS(offsetof(struct settings, batch), 'r', "recordings"),
    CLI_NO_CLOBBER_OPTION,
    CLI_COMMON_OPTIONS};

static const struct cli_example examples[] = {
    {"neume onsets drums.wav", "prints the times of all onsets in seconds"},
    {"neume onsets drums.wav -o onsets.txt --format labels", "writes labels that Audacity imports"},
    {"neume onsets -r --resume recordings/ -o onsets/ --format csv", "a whole tree of folders"},
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

static void print_all(struct cli_event_output *l, const struct neume_onset *found, size_t made, size_t *total)
{
    for (size_t i = 0; i < made; i++, ++*total)
        for (size_t k = 0; k < l->forms.count; k++)
            print_onset(l->output[k].stream, (enum cli_event_format)l->forms.form[k], &found[i], *total);
}

/* Reads the recording to its end and prints what is found. */
static void list(struct cli_event_output *l, struct neume_onset_detector *detector)
{
    float block[BLOCK];
    struct neume_onset found[ROOM];
    size_t got, made, total = 0;
    do {
        if (neume_cli_event_output_read(l, block, BLOCK, &got))
            return;
        for (size_t used = 0; used < got;) {
            used += neume_onset_process(detector, block + used, got - used, found, ROOM, &made);
            print_all(l, found, made, &total);
        }
    } while (got);
    while ((made = neume_onset_flush(detector, found, ROOM)) > 0)
        print_all(l, found, made, &total);
}

static void begin_or_end(struct cli_event_output *l, int end)
{
    for (size_t k = 0; k < l->forms.count; k++) {
        if (l->forms.form[k] == CLI_EVENT_CSV && !end)
            fputs("time,strength\n", l->output[k].stream);
        else if (l->forms.form[k] == CLI_EVENT_JSON)
            fputs(end ? "\n]}\n" : "{\"onsets\": [\n", l->output[k].stream);
    }
}

struct work {
    const struct settings *settings;
    struct cli_event_forms forms;
};

static void work_on(void *user, const struct cli_batch_item *item, struct cli_batch_outcome *outcome)
{
    const struct work *w = user;
    struct cli_event_output listing;
    struct neume_onset_config config;
    struct neume_onset_detector *detector = NULL;
    neume_onset_config_init(&config);
    config.sensitivity = w->settings->sensitivity;
    config.min_gap = w->settings->min_gap;
    if (!neume_cli_event_output_open(&listing, item, outcome, &w->forms, config.sample_rate)) {
        enum neume_status status = neume_onset_new(&detector, &config);
        if (status != NEUME_OK) {
            neume_cli_batch_fail(outcome, "onsets", status, CLI_INPUT);
        } else {
            begin_or_end(&listing, 0);
            list(&listing, detector);
            begin_or_end(&listing, 1);
        }
    }
    neume_onset_free(detector);
    neume_cli_event_output_close(&listing);
}

static int run(int argc, char **argv)
{
    struct settings s;
    struct cli_operands operands;
    int helped;
    enum cli_exit code = neume_cli_parse(&neume_cli_onsets, argc, argv, &s, &operands, &helped);
    if (code != CLI_EXIT_DONE || helped)
        return code;
    const int alone = s.json && (s.format == 1 || neume_cli_batch_is_one(&s.batch, &operands));
    struct work w = {&s, neume_cli_event_forms_of(s.format, alone, s.output)};
    return neume_cli_batch_run(&(struct cli_batch_run){.command = &neume_cli_onsets,
                                                       .settings = &s,
                                                       .batch = &s.batch,
                                                       .plan = {s.output, w.forms.ending, w.forms.count, 0, NULL},
                                                       .json = s.json,
                                                       .jobs = s.jobs,
                                                       .work = work_on,
                                                       .user = &w},
                               &operands);
}

const struct cli_command neume_cli_onsets = {
    .name = "onsets",
    .operands = "IN...",
    .summary = "list the times at which something is struck, plucked or sung anew",
    .description = "Finds the onsets in a recording and prints their times in seconds, one a line. Works on a stream: "
                   "memory does not grow with the length of the recording.",
    .option = options,
    .example = examples,
    .settings_size = sizeof(struct settings),
    .min_operands = 0, /* the batch asks for one */
    .max_operands = -1,
    .run = run,
};
