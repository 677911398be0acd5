/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include <jansson.h>

#include "cli/batch/journal_totals.h"
#include "cli/commands/commands.h"
#include "cli/io/console.h"
#include "cli/io/duration.h"
#include "cli/options/help.h"
#include "cli/options/options.h"

struct settings {
    struct cli_common common;
    int json;
};

/* "1:02:03" */
static void print_time(double seconds)
{
    const long s = (long)(seconds + 0.5);
    printf("%ld:%02ld:%02ld", s / 3600, s / 60 % 60, s % 60);
}

static void print_left(const struct cli_journal_totals *t)
{
    printf("%zu files left", t->left);
    if (t->shards > 1)
        printf(" in %d of %d shards that were begun", t->begun, t->shards);
    printf(", %d running", t->running);
    if (t->left && t->time_left >= 0) {
        fputs("; ", stdout);
        print_time(t->time_left);
        printf(" to go%s", t->shards > 1 ? " for the slowest" : "");
    }
    putchar('\n');
}

static void print_words(const char *folder, const struct cli_journal_totals *t)
{
    printf("%s: %zu files done, %zu failed\n", folder, t->done, t->failed);
    char audio[32], work[32];
    printf("%s of audio in %s of work", neume_cli_duration_words(t->duration, audio, sizeof audio),
           neume_cli_duration_words(t->seconds, work, sizeof work));
    if (t->seconds > 0)
        printf(", %.0f times real time for each that works at once", t->duration / t->seconds);
    printf("\n%zu notes, %zu hits\n", t->notes, t->hits);
    for (size_t i = 0; i < sizeof t->reason / sizeof *t->reason && t->reason[i].count; i++)
        printf("%zu failed: %s\n", t->reason[i].count, t->reason[i].why);
    if (t->begun)
        print_left(t);
}

static void print_json(const struct cli_journal_totals *t)
{
    json_t *reasons = json_object();
    for (size_t i = 0; i < sizeof t->reason / sizeof *t->reason && t->reason[i].count; i++)
        json_object_set_new(reasons, t->reason[i].why, json_integer((json_int_t)t->reason[i].count));
    json_t *all = json_pack("{s:I, s:I, s:f, s:f, s:I, s:I, s:o, s:I, s:i, s:i, s:i, s:o}", "done", (json_int_t)t->done,
                            "failed", (json_int_t)t->failed, "duration", t->duration, "seconds", t->seconds, "notes",
                            (json_int_t)t->notes, "hits", (json_int_t)t->hits, "reasons", reasons, "left",
                            (json_int_t)t->left, "shards", t->shards, "begun", t->begun, "running", t->running,
                            "time_left", t->left && t->time_left >= 0 ? json_real(t->time_left) : json_null());
    if (all && t->begun) {
        json_object_set_new(all, "command", json_string(t->command));
        json_object_set_new(all, "since", json_string(t->since));
    }
    if (all)
        json_dumpf(all, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(9));
    json_decref(all);
    putchar('\n');
}

static int run(int argc, char **argv)
{
    struct settings s;
    struct cli_operands operands;
    int helped;
    enum cli_exit code = neume_cli_parse(&neume_cli_jobs_command, argc, argv, &s, &operands, &helped);
    if (code != CLI_EXIT_DONE || helped)
        return code;
    struct cli_journal_totals *totals = calloc(1, sizeof *totals);
    if (!totals)
        return neume_cli_fail("jobs", NEUME_ERR_MEMORY, CLI_INPUT);
    code = neume_cli_journal_totals(operands.name[0], totals);
    if (code == CLI_EXIT_DONE) {
        if (s.json)
            print_json(totals);
        else
            print_words(operands.name[0], totals);
        code = neume_cli_finish_stdout();
    }
    free(totals);
    return code;
}

static const struct cli_option options[] = {{.name = "json",
                                             .letter = 'j',
                                             .kind = CLI_FLAG,
                                             .offset = offsetof(struct settings, json),
                                             .help = "print it as JSON"},
                                            CLI_COMMON_OPTIONS};

static const struct cli_example examples[] = {{"neume jobs midi/", "what neume transcribe --resume did there so far"},
                                              {NULL, NULL}};

const struct cli_command neume_cli_jobs_command = {
    .name = "jobs",
    .operands = "FOLDER",
    .summary = "say what a batch has done so far",
    .description =
        "Reads the journals that --resume keeps in an output folder, of all shards together, also while they "
        "run: how many files are done, how many failed and why, how many hours of audio they were and how "
        "long they took, how many are left, and for how long.",
    .option = options,
    .example = examples,
    .settings_size = sizeof(struct settings),
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
