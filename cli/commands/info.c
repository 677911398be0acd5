/* SPDX-License-Identifier: MIT */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/batch/batch_run.h"
#include "cli/commands/commands.h"
#include "cli/commands/info_audio.h"
#include "cli/commands/info_corpus.h"
#include "cli/commands/info_kit.h"
#include "cli/commands/info_midi.h"
#include "cli/io/console.h"
#include "cli/io/input.h"
#include "cli/options/help.h"
#include "cli/options/options.h"
#include "cli/options/shared_options.h"
#include "datasets/bench/json_text.h"
#include "midi/file/smf.h"
#include "midi/file/smf_read.h"

struct settings {
    struct cli_common common;
    struct cli_batch_settings batch;
    int json, jobs;
};

static const struct cli_option options[] = {
    {.name = "json",
     .letter = 'j',
     .kind = CLI_FLAG,
     .offset = offsetof(struct settings, json),
     .help = "print JSON; of several recordings a line for each, as soon as it is read, and one for all of them"},
    {.name = "recursive",
     .letter = 'r',
     .kind = CLI_FLAG,
     .offset = offsetof(struct settings, batch.recursive),
     .help = "a folder stands for all recordings in it and below: print their statistics"},
    {.name = "files-from",
     .kind = CLI_FILE,
     .offset = offsetof(struct settings, batch.files_from),
     .value = "LIST",
     .help = "also those that this file names, one a line or separated by NUL; - reads the list from standard input"},
    {.name = "shard",
     .kind = CLI_TEXT,
     .offset = offsetof(struct settings, batch.shard),
     .value = "K/N",
     .help = "only part K of N of them, which take about as long as each other"},
    CLI_OPTION_JOBS(struct settings),
    CLI_COMMON_OPTIONS};

static const struct cli_example examples[] = {
    {"neume info song.wav", "prints format, length, peak and loudness"},
    {"neume info song.mid --json", "prints tracks, notes and tempo as JSON"},
    {"neume info kit/", "lists the drums of a kit, their layers, and what is missing"},
    {"neume info -r recordings/", "statistics of all recordings in a folder and below"},
    {"neume info -r recordings/ --json", "the same of each, a line of JSON, and of all together"},
    {NULL, NULL}};

/* By its first bytes and not by its name; a file that opens but cannot be read is left to the decoder to name. */
static enum neume_status is_midi(const char *path, int *midi)
{
    char head[NEUME_SMF_MAX_LEADING + 14];
    FILE *f = fopen(path, "rb");
    if (!f)
        return neume_status_from_errno(errno, NEUME_ERR_READ);
    size_t got = fread(head, 1, sizeof head, f);
    fclose(f);
    *midi = (got >= 4 && !memcmp(head, "SMF2", 4)) || neume_smf_begins(head, got);
    return NEUME_OK;
}

static void print_value(const json_t *value)
{
    if (json_is_string(value)) {
        /* A name out of the file must not drive the terminal. */
        for (const char *c = json_string_value(value); *c; c++)
            putchar((unsigned char)*c < 0x20 || *c == 0x7f ? '?' : *c);
    } else if (json_is_null(value)) {
        fputs("none", stdout);
    } else if (json_is_boolean(value)) {
        fputs(json_is_true(value) ? "yes" : "no", stdout);
    } else if (json_is_integer(value)) {
        printf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
    } else {
        printf("%.10g", json_real_value(value));
    }
}

/* One line of text for each member; "sample_rate" becomes "sample rate", and the members of a list one line each. */
static void print_text(json_t *object, const char *name, int indent)
{
    const char *key;
    json_t *value;
    printf("%s\n", name);
    json_object_foreach(object, key, value)
    {
        char label[32];
        snprintf(label, sizeof label, "%s", key);
        for (char *c = label; *c; c++)
            *c = *c == '_' ? ' ' : *c;
        if (json_is_array(value)) {
            for (size_t i = 0; i < json_array_size(value); i++) {
                char title[48];
                snprintf(title, sizeof title, "%*s%.*s %zu", indent, "", (int)strlen(label) - 1, label, i + 1);
                print_text(json_array_get(value, i), title, indent + 2);
            }
            continue;
        }
        printf("%*s%-20s", indent, "", label);
        print_value(value);
        putchar('\n');
    }
}

static enum cli_exit describe(const char *name, int as_json)
{
    struct cli_input input;
    json_t *object = NULL;
    int midi = 0;
    enum neume_status status = neume_cli_input_open(&input, name);
    if (status == NEUME_OK)
        status = is_midi(input.path, &midi);
    if (status == NEUME_OK)
        status = midi ? neume_cli_info_midi(input.path, &object) : neume_cli_info_audio(input.path, &object);
    neume_cli_input_close(&input);
    neume_cli_progress_stop();
    if (status != NEUME_OK)
        return neume_cli_fail(name, status, CLI_INPUT);
    if (as_json) {
        json_object_set_new(object, "file", neume_json_text(name));
        json_dumpf(object, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(9));
        putchar('\n');
    } else {
        print_text(object, neume_cli_shown(name, CLI_INPUT), 2);
    }
    json_decref(object);
    return neume_cli_finish_stdout();
}

static int run(int argc, char **argv)
{
    struct settings s;
    struct cli_operands operands;
    int helped;
    enum cli_exit code = neume_cli_parse(&neume_cli_info, argc, argv, &s, &operands, &helped);
    if (code != CLI_EXIT_DONE || helped)
        return code;
    if (!neume_cli_batch_is_one(&s.batch, &operands)) {
        const struct cli_corpus_wishes wishes = {&neume_cli_info, &s, &s.batch, s.json, s.jobs};
        return (int)neume_cli_info_corpus(&wishes, &operands);
    }
    if (neume_cli_is_kit(operands.name[0]))
        return neume_cli_info_kit(operands.name[0], s.json);
    neume_cli_progress_start(1);
    return describe(operands.name[0], s.json);
}

const struct cli_command neume_cli_info = {
    .name = "info",
    .operands = "FILE...",
    .summary = "say what a sound file, a MIDI file or a drum kit holds",
    .description =
        "Looks into a sound file (format, rate, channels, length, peak, loudness, samples that are not numbers) "
        "or a MIDI file (format, division, tracks, events, notes, tempo, length); which of the two it is, the content "
        "says and not the name. Of a drum kit, a folder or a file that neume replace takes as one, it lists the drums "
        "with their samples, layers and round robins, and what is missing or ignored. Of many recordings (several "
        "names, "
        "-r, --files-from) it says durations, rates, clipping, silence, loudness and the likely kind of music, by "
        "eight "
        "seconds of each; nearly as fast as they are decoded.",
    .option = options,
    .example = examples,
    .settings_size = sizeof(struct settings),
    .min_operands = 0, /* the batch asks for one */
    .max_operands = -1,
    .run = run,
};
