/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "api/render/evaluate.h"
#include "cli/commands/commands.h"
#include "cli/io/console.h"
#include "cli/io/input.h"
#include "cli/options/help.h"
#include "cli/options/lag_option.h"
#include "cli/options/options.h"
#include "cli/options/shared_options.h"
#include "datasets/readers/reader.h"

struct settings {
    struct cli_common common;
    const char *lag;
    int drums, json, no_pedal, no_round, ref_format, est_format;
};

static const struct cli_option options[] = {
    {.name = "drums",
     .letter = 'd',
     .kind = CLI_FLAG,
     .offset = offsetof(struct settings, drums),
     .help = "score drum hits alone: kick, snare, hi-hat, toms and cymbals; an estimate without hits scores 0"},
    {.name = "ref-format",
     .kind = CLI_CHOICE,
     .offset = offsetof(struct settings, ref_format),
     .value = NEUME_TRUTH_FORMATS,
     .initial = "auto",
     .help = "what the reference is; auto goes by the ending and by the content"},
    {.name = "est-format",
     .kind = CLI_CHOICE,
     .offset = offsetof(struct settings, est_format),
     .value = NEUME_TRUTH_FORMATS,
     .initial = "auto",
     .help = "what the estimate is"},
    {.name = "no-pedal",
     .kind = CLI_FLAG,
     .offset = offsetof(struct settings, no_pedal),
     .help = "notes of a MIDI reference end when the key is let go, also under the sustain pedal"},
    {.name = "no-round",
     .kind = CLI_FLAG,
     .offset = offsetof(struct settings, no_round),
     .help = "take estimated pitches as they are; else they are rounded to whole MIDI numbers"},
    CLI_OPTION_LAG(struct settings),
    {.name = "json",
     .letter = 'j',
     .kind = CLI_FLAG,
     .offset = offsetof(struct settings, json),
     .help = "print JSON, with all digits"},
    CLI_COMMON_OPTIONS};

static const struct cli_example examples[] = {
    {"neume eval truth.mid song.mid", "scores a transcription as mir_eval would"},
    {"neume eval truth.jams song.csv --json", "the same as JSON; the two may be of different kinds"},
    {"neume eval --drums hits.txt drums.mid", "scores drum hits by class, within 50 and 30 ms"},
    {NULL, NULL}};

/* "song.csv:12: what is wrong" */
static void complain(void (*say)(const char *, ...), const char *name, size_t line, const char *kind, const char *text)
{
    const char *shown = neume_cli_shown(name, CLI_INPUT);
    if (line)
        say("%s:%zu: %s%s", shown, line, kind, text);
    else
        say("%s: %s%s", shown, kind, text);
}

static enum cli_exit read_truth(const char *name, int format, int pedal, struct neume_truth *truth)
{
    struct cli_input input;
    struct neume_reader_remarks remarks = {.error = ""};
    struct neume_reader_options how = {(enum neume_truth_format)format, pedal};
    enum neume_status status = neume_cli_input_open(&input, name);
    if (status == NEUME_OK)
        status = neume_truth_read(truth, input.path, &how, &remarks);
    enum cli_exit code = CLI_EXIT_DONE;
    if (status != NEUME_OK && *remarks.error) {
        complain(neume_cli_error, name, remarks.error_line, "", remarks.error);
        code = neume_cli_exit_of(status, CLI_INPUT);
    } else if (status != NEUME_OK) {
        code = neume_cli_fail(name, status, CLI_INPUT);
    } else if (remarks.warnings) {
        complain(neume_cli_note, name, remarks.warning_line, "warning: ", remarks.warning);
        if (remarks.warnings > 1)
            neume_cli_note("%s: %zu more warnings", neume_cli_shown(name, CLI_INPUT), remarks.warnings - 1);
    }
    neume_cli_input_close(&input);
    return code;
}

static void print_text(const struct neume_scores *e)
{
    for (size_t i = 0; i < e->count; i++) {
        const struct neume_scored *f = &e->score[i];
        if (!i || strcmp(f->group, e->score[i - 1].group))
            printf("%s%s\n", i ? "\n" : "", f->group);
        if (isnan(f->value))
            printf("  %-18s -\n", f->name);
        else if (!strncmp(f->name, "n_", 2))
            printf("  %-18s %.0f\n", f->name, f->value);
        else
            printf("  %-18s %.6f\n", f->name, f->value);
    }
}

static void print_json(const struct neume_scores *e)
{
    json_t *all = json_object();
    for (size_t i = 0; i < e->count; i++) {
        const struct neume_scored *f = &e->score[i];
        json_t *value = isnan(f->value)              ? json_null()
                        : !strncmp(f->name, "n_", 2) ? json_integer((json_int_t)f->value)
                                                     : json_real(f->value);
        json_object_set_new(all, f->name, value);
    }
    json_dumpf(all, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(17));
    json_decref(all);
    putchar('\n');
}

/* "notes and drum hits" */
static void describe(unsigned kinds, char *out, size_t size)
{
    static const char *const names[] = {"notes", "drum hits", "onsets", "a melody", "frames of pitches", "beats"};
    size_t used = 0;
    snprintf(out, size, "nothing");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (kinds & 1u << i && used < size)
            used += (size_t)snprintf(out + used, size - used, "%s%s", used ? " and " : "", names[i]);
}

static enum cli_exit evaluate(const struct settings *s, char **name, const struct cli_lag *lag,
                              const struct neume_truth *reference, struct neume_truth *estimate)
{
    struct neume_scores evaluation;
    struct neume_api_evaluate_options how = {.drums = s->drums, .rounds = !s->no_round, .lagged = lag->given};
    char holds[2][96];
    enum neume_status status = neume_cli_lag_take_off(lag, reference, estimate, &how.lag);
    if (status == NEUME_OK)
        status = neume_api_evaluate(reference, estimate, &how, &evaluation);
    if (status != NEUME_OK)
        return neume_cli_fail(name[1], status, CLI_INPUT);
    describe(reference->kinds, holds[0], sizeof holds[0]);
    describe(estimate->kinds, holds[1], sizeof holds[1]);
    if (!evaluation.count) {
        neume_cli_error("nothing to compare: the reference holds %s, the estimate %s", holds[0], holds[1]);
        return CLI_EXIT_FAILED;
    }
    if (s->json)
        print_json(&evaluation);
    else
        print_text(&evaluation);
    return neume_cli_finish_stdout();
}

static int run(int argc, char **argv)
{
    struct settings s;
    struct cli_operands operands;
    struct neume_truth reference, estimate;
    struct cli_lag lag;
    int helped;
    enum cli_exit code = neume_cli_parse(&neume_cli_eval, argc, argv, &s, &operands, &helped);
    if (code != CLI_EXIT_DONE || helped)
        return code;
    if (!neume_cli_lag_parse(s.lag, &lag))
        return neume_cli_usage_error(&neume_cli_eval, "--lag: '%s' is neither auto nor -1000 to 1000 ms", s.lag);
    if (!strcmp(operands.name[0], "-") && !strcmp(operands.name[1], "-"))
        return neume_cli_usage_error(&neume_cli_eval, "standard input can be read only once");
    neume_truth_init(&reference);
    neume_truth_init(&estimate);
    code = read_truth(operands.name[0], s.ref_format, !s.no_pedal, &reference);
    if (code == CLI_EXIT_DONE)
        code = read_truth(operands.name[1], s.est_format, 0, &estimate);
    if (code == CLI_EXIT_DONE)
        code = evaluate(&s, operands.name, &lag, &reference, &estimate);
    neume_truth_release(&reference);
    neume_truth_release(&estimate);
    return code;
}

const struct cli_command neume_cli_eval = {
    .name = "eval",
    .operands = "REF EST",
    .summary = "score a transcription against the truth",
    .description =
        "Compares an estimate with a reference and prints every measure that the two allow, with the rules of "
        "mir_eval: "
        "notes (onset within 50 ms, pitch within 50 cents, offset within max(50 ms, 20 %), velocity), onsets, drum "
        "hits "
        "by class within 50 and 30 ms, pitches by frame, melody, beats. Onsets of one side within 30 ms count once, "
        "the "
        "sustain pedal lengthens the notes of a MIDI reference, and estimated pitches are rounded to whole MIDI "
        "numbers. "
        "Either file may be MIDI, CSV (onset,offset,pitch,velocity), a MIREX list of notes (onset offset Hz) or frames "
        "(time Hz ...), a melody (time Hz), JAMS, an export of Sonic Visualiser, Audacity's labels, a list of drums "
        "(time label), madmom's notes, beats (time number) or onsets. Tables of two columns whose times are no even "
        "grid are onsets or beats: name the format where the guess is wrong.",
    .option = options,
    .example = examples,
    .settings_size = sizeof(struct settings),
    .min_operands = 2,
    .max_operands = 2,
    .run = run,
};
