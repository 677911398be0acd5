/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "cli/commands/bench_clip.h"
#include "cli/commands/bench_estimates.h"
#include "cli/commands/bench_options.h"
#include "cli/commands/commands.h"
#include "cli/io/child.h"
#include "cli/io/console.h"
#include "cli/io/jobs.h"
#include "cli/io/paths.h"
#include "cli/io/processors.h"
#include "cli/options/dataset_name.h"
#include "cli/options/help.h"
#include "cli/options/options.h"
#include "core/output.h"
#include "core/temp_folder.h"
#include "datasets/bench/html.h"
#include "datasets/bench/json.h"
#include "datasets/bench/json_read.h"
#include "datasets/bench/report.h"
#include "datasets/bench/text.h"
#include "datasets/loaders/clips.h"
#include "datasets/loaders/datasets.h"
#include "datasets/loaders/find.h"
#include "datasets/loaders/tree.h"
#include "neume/neume.h"

static enum cli_exit fail(const char *subject, enum neume_status status)
{
    return neume_cli_fail(subject, status, CLI_INPUT);
}

static int is_folder(const char *path)
{
    struct stat s;
    return !stat(path, &s) && S_ISDIR(s.st_mode);
}

/* 1 where the page would replace what is in a folder of inputs, of which no file is a page. */
static int replaces_input(const char *page, const char *folder)
{
    struct stat st;
    if (!folder || stat(page, &st) || neume_cli_has_ending(page, ".html") || neume_cli_has_ending(page, ".htm"))
        return 0;
    char *inside = neume_cli_canonical_path(page), *outside = neume_cli_canonical_path(folder);
    const size_t length = outside ? strlen(outside) : 0;
    const int is_in = inside && outside && !strncmp(inside, outside, length) && (length <= 1 || inside[length] == '/');
    free(inside);
    free(outside);
    return is_in;
}

static enum cli_exit check(const struct cli_bench_settings *s, const char *name, const struct neume_dataset **dataset)
{
    const struct cli_command *me = &neume_cli_bench_command;
    char ending[16];
    *dataset = neume_dataset_find(name);
    if (!*dataset)
        return neume_cli_no_dataset(me, name);
    if (!s->root && strcmp(name, "synthetic") != 0)
        return neume_cli_usage_error(me, "--root is missing: the folder where '%s' lies", name);
    if (s->command && s->estimates)
        return neume_cli_usage_error(me, "--run and --estimates exclude each other");
    if ((s->command || s->estimates) && (s->mode || s->quality))
        return neume_cli_usage_error(me, "--%s is for neume itself, not with --run or --estimates",
                                     s->mode ? "mode" : "quality");
    if (s->speed && s->estimates)
        return neume_cli_usage_error(me, "--speed has nothing to measure with --estimates");
    if (s->command && neume_cli_command_ending(s->command, ending, sizeof ending))
        return neume_cli_usage_error(me, "--run: the command needs {in} and {out}, as in 'cmd {in} {out}'");
    if ((s->batch.resume || s->batch.shard || s->batch.max_errors) && !s->output)
        return neume_cli_usage_error(me, "--resume, --shard and --max-errors need a folder for the estimates: -o DIR");
    if (s->output && (s->estimates || s->speed))
        return neume_cli_usage_error(me, "--%s: not with -o", s->speed ? "speed" : "estimates");
    if (s->html && !strcmp(s->html, "-"))
        return neume_cli_usage_error(me, "--html: standard output is for the table");
    if (s->html && (replaces_input(s->html, s->root) || replaces_input(s->html, s->estimates)))
        return neume_cli_usage_error(me, "--html %s: the output would replace an input", s->html);
    if (s->estimates && !is_folder(s->estimates)) {
        neume_cli_error("%s: no such folder", s->estimates);
        return CLI_EXIT_INPUT;
    }
    return CLI_EXIT_DONE;
}

/* An output that cannot be written, or an old result that cannot be read, is found before the work, not after it. */
static enum cli_exit check_files(const struct cli_bench_settings *s, const char *dataset, struct neume_bench *old)
{
    char why[200];
    struct neume_output output;
    if (s->html) {
        enum neume_status status = neume_output_open(&output, s->html);
        neume_output_abandon(&output);
        if (status != NEUME_OK)
            return neume_cli_fail(s->html, status, CLI_OUTPUT);
    }
    if (!s->against)
        return CLI_EXIT_DONE;
    enum neume_status status = neume_bench_read_json(old, s->against, why, sizeof why);
    if (status != NEUME_OK && *why) {
        neume_cli_error("%s: %s", s->against, why);
        return neume_cli_exit_of(status, CLI_INPUT);
    }
    if (status != NEUME_OK)
        return fail(s->against, status);
    if (strcmp(old->dataset, dataset) != 0)
        neume_cli_note("%s is about '%s', this is '%s': clips of one name are compared all the same", s->against,
                       old->dataset, dataset);
    return CLI_EXIT_DONE;
}

static enum cli_exit find_clips(const struct cli_bench_settings *s, const struct neume_dataset *dataset,
                                struct neume_clips *clips)
{
    struct neume_tree tree = {0};
    struct neume_dataset_problem problem = {.file = ""};
    enum neume_status status = s->root ? neume_tree_read(&tree, s->root) : NEUME_OK;
    enum cli_exit code = CLI_EXIT_DONE;
    if (status != NEUME_OK) {
        neume_cli_error("%s: %s", s->root, status == NEUME_ERR_ARGUMENT ? "not a folder" : neume_status_text(status));
        return CLI_EXIT_INPUT;
    }
    status = neume_dataset_clips(dataset, s->root ? &tree : NULL, clips, &problem);
    if (status != NEUME_OK && *problem.file) {
        neume_cli_error("%s:%zu: %s", problem.file, problem.line, problem.text);
        code = neume_cli_exit_of(status, CLI_INPUT);
    } else if (status != NEUME_OK) {
        code = fail(s->root ? s->root : dataset->name, status);
    } else if (!clips->count) {
        neume_cli_error("%s: nothing of '%s' ('neume datasets %s' tells its layout)", s->root ? s->root : "here",
                        dataset->name, dataset->name);
        code = CLI_EXIT_INPUT;
    }
    neume_tree_release(&tree);
    return code;
}

/* The splits that there are, for a message. */
static void list_splits(const struct neume_clips *clips, char *out, size_t size)
{
    size_t used = 0;
    *out = 0;
    for (size_t i = 0; i < clips->count; i++) {
        const char *split = clips->clip[i].split;
        size_t earlier = 0;
        while (earlier < i && strcmp(clips->clip[earlier].split, split) != 0)
            earlier++;
        if (earlier == i && *split && used < size)
            used += (size_t)snprintf(out + used, size - used, "%s%s", used ? ", " : "", split);
    }
}

/* The clips of the split, and an empty result for each. */
static enum cli_exit choose_clips(const struct cli_bench_settings *s, const struct neume_dataset *dataset,
                                  const struct neume_clips *clips, struct cli_bench *b)
{
    size_t count = 0;
    char splits[160];
    struct cli_input_list list = {0};
    const struct cli_input_wishes wishes = {.files_from = s->batch.files_from};
    enum cli_exit code = neume_cli_input_list_fill(&list, &(struct cli_operands){0}, &wishes);
    b->clip = malloc((clips->count + 1) * sizeof(const struct neume_clip *));
    for (size_t i = 0; b->clip && i < clips->count; i++)
        if ((!s->split || !strcmp(s->split, clips->clip[i].split)) &&
            (!s->batch.files_from || neume_cli_bench_is_listed(&list, &clips->clip[i])))
            b->clip[count++] = &clips->clip[i];
    neume_cli_input_list_release(&list);
    if (code != CLI_EXIT_DONE)
        return code;
    if (b->clip && !count && s->batch.files_from)
        return neume_cli_usage_error(&neume_cli_bench_command, "--files-from: names no clip of '%s'", dataset->name);
    list_splits(clips, splits, sizeof splits);
    if (b->clip && !count)
        return neume_cli_usage_error(&neume_cli_bench_command, "--split: no clip of '%s' is in '%s' (%s%s)",
                                     dataset->name, s->split, *splits ? "there are: " : "there are no splits", splits);
    enum neume_status status = b->clip ? neume_bench_init(&b->result, count) : NEUME_ERR_MEMORY;
    for (size_t i = 0; i < count && status == NEUME_OK; i++) {
        struct neume_bench_clip *c = &b->result.clip[i];
        status = neume_bench_set(&c->id, b->clip[i]->id);
        if (status == NEUME_OK)
            status = neume_bench_set(&c->category, *b->clip[i]->category ? b->clip[i]->category : dataset->name);
    }
    b->result.whole = s->split ? 0 : dataset->clips;
    return status == NEUME_OK ? CLI_EXIT_DONE : fail("bench", status);
}

static enum neume_status name_result(const struct cli_bench_settings *s, const struct neume_dataset *dataset,
                                     struct neume_bench *result)
{
    char by[1024];
    size_t used;
    if (s->command)
        snprintf(by, sizeof by, "run: %s", s->command);
    else if (s->estimates)
        snprintf(by, sizeof by, "estimates: %s", s->estimates);
    else
        snprintf(by, sizeof by, "neume %s, mode %s, quality %s", neume_version(),
                 neume_mode_name((enum neume_mode)s->mode), neume_quality_name((enum neume_quality)s->quality));
    used = strlen(by);
    if (s->lag && used < sizeof by)
        snprintf(by + used, sizeof by - used, ", lag taken off: %s%s", s->lag,
                 strcmp(s->lag, "auto") ? " ms" : ", clip by clip");
    enum neume_status status = neume_bench_set(&result->dataset, dataset->name);
    if (status == NEUME_OK)
        status = neume_bench_set(&result->root, s->root ? s->root : "");
    if (status == NEUME_OK)
        status = neume_bench_set(&result->split, s->split ? s->split : "");
    if (status == NEUME_OK)
        status = neume_bench_set(&result->transcriber, by);
    return status;
}

static double clock_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Bytes; of a command the largest of all its runs, of neume this process. */
static double peak_memory(const struct cli_bench *b)
{
    double peak = NAN;
    struct rusage usage;
    if (!b->command && !getrusage(RUSAGE_SELF, &usage))
        return (double)usage.ru_maxrss * 1024;
    for (size_t i = 0; i < b->result.count; i++)
        peak = fmax(peak, b->result.clip[i].peak);
    return peak;
}

/* With -o first all estimates, then their scores. */
static enum cli_exit pass(const struct cli_bench_settings *s, struct cli_bench *b)
{
    enum cli_exit made = CLI_EXIT_DONE;
    if (s->output) {
        made = neume_cli_bench_estimates(b, s);
        if (neume_cli_stopped() || s->batch.shard || made == CLI_EXIT_USAGE || made == CLI_EXIT_OUTPUT)
            return made;
        b->made = s->output;
    }
    neume_cli_progress_start(b->result.count);
    enum cli_exit code = neume_cli_run_jobs(b->result.count, s->jobs, neume_cli_bench_clip, b);
    neume_cli_progress_stop();
    return made > code ? made : code;
}

static enum cli_exit work(const struct cli_bench_settings *s, struct cli_bench *b)
{
    if (!s->estimates && neume_temp_folder_make(b->folder, sizeof b->folder) != NEUME_OK) {
        neume_cli_error("no folder for temporary files ($TMPDIR says where)");
        return CLI_EXIT_OUTPUT;
    }
    double begun = clock_seconds();
    pthread_mutex_init(&b->lock, NULL);
    enum cli_exit code = pass(s, b);
    pthread_mutex_destroy(&b->lock);
    b->result.timed = s->speed;
    b->result.wall = clock_seconds() - begun;
    b->result.jobs = neume_cli_jobs_at_once(b->result.count, s->jobs);
    b->result.peak = peak_memory(b);
    neume_cli_processor_name("", b->result.processor, sizeof b->result.processor);
    for (size_t i = 0; i < b->result.count && !s->speed; i++)
        b->result.clip[i].spent = b->result.clip[i].peak = NAN; /* which differ from run to run */
    for (size_t i = 0; i < b->result.count && s->output; i++)
        b->result.clip[i].audio = NAN; /* of estimates that were there, nobody knows it */
    neume_temp_folder_remove(b->folder);
    neume_bench_count(&b->result);
    return code;
}

static enum cli_exit write_page(const struct neume_bench_report *report, const char *path)
{
    struct neume_output output;
    enum neume_status status = neume_output_open(&output, path);
    if (status == NEUME_OK) {
        neume_bench_write_html(report, output.stream);
        status = neume_output_commit(&output);
    }
    neume_output_abandon(&output);
    if (status != NEUME_OK)
        return neume_cli_fail(path, status, CLI_OUTPUT);
    neume_cli_note("plots -> %s", path);
    return CLI_EXIT_DONE;
}

static enum cli_exit print(const struct cli_bench_settings *s, const struct neume_bench_report *report)
{
    if (!s->json) {
        neume_bench_write_text(report, stdout);
        return neume_cli_finish_stdout();
    }
    json_t *all = neume_bench_to_json(report);
    if (!all)
        return fail("bench", NEUME_ERR_MEMORY);
    json_dumpf(all, stdout, JSON_INDENT(1) | JSON_REAL_PRECISION(12));
    json_decref(all);
    putchar('\n');
    return neume_cli_finish_stdout();
}

static enum cli_exit report_all(const struct cli_bench_settings *s, const struct neume_bench *result,
                                const struct neume_bench *old)
{
    struct neume_bench_summary summary = {0};
    struct neume_bench_changes against = {0};
    struct neume_bench_report report = {.bench = result, .summary = &summary, .against = s->against ? &against : NULL};
    enum cli_exit code = CLI_EXIT_DONE;
    enum neume_status status = neume_bench_summarise(result, &summary);
    if (status == NEUME_OK && s->against)
        status = neume_bench_compare(old, result, &against);
    if (status == NEUME_OK) {
        code = print(s, &report);
        enum cli_exit page = s->html ? write_page(&report, s->html) : CLI_EXIT_DONE;
        code = page > code ? page : code;
    } else {
        code = fail("bench", status);
    }
    neume_bench_changes_release(&against);
    neume_bench_summary_release(&summary);
    return code;
}

static enum cli_exit bench(const struct cli_bench_settings *s, const struct neume_dataset *dataset, struct cli_bench *b)
{
    struct neume_bench old = {0};
    struct neume_clips clips = {0};
    enum cli_exit code = check_files(s, dataset->name, &old);
    if (code == CLI_EXIT_DONE)
        code = find_clips(s, dataset, &clips);
    if (code == CLI_EXIT_DONE)
        code = choose_clips(s, dataset, &clips, b);
    if (code == CLI_EXIT_DONE && name_result(s, dataset, &b->result) != NEUME_OK)
        code = fail("bench", NEUME_ERR_MEMORY);
    if (code != CLI_EXIT_DONE)
        goto done;
    code = work(s, b);
    if (neume_cli_stopped() || (s->output && !b->made))
        goto done; /* a shard, or what could not begin */
    if (b->result.missing)
        neume_cli_note("%s is partial: %zu of %zu clips are missing", dataset->name, b->result.missing,
                       b->result.count);
    if (!b->result.scored && !b->result.failed && code == CLI_EXIT_DONE)
        code = CLI_EXIT_INPUT; /* nothing is there to be scored */
    enum cli_exit reported = report_all(s, &b->result, &old);
    code = reported > code ? reported : code;
done:
    neume_bench_release(&b->result);
    neume_bench_release(&old);
    neume_clips_release(&clips);
    free(b->clip);
    return code;
}

static int run(int argc, char **argv)
{
    struct cli_bench_settings s;
    struct cli_operands operands;
    const struct neume_dataset *dataset;
    int helped;
    enum cli_exit code = neume_cli_parse(&neume_cli_bench_command, argc, argv, &s, &operands, &helped);
    if (code != CLI_EXIT_DONE || helped)
        return code;
    code = check(&s, operands.name[0], &dataset);
    if (code != CLI_EXIT_DONE)
        return code;
    struct cli_bench b = {
        .command = s.command, .estimates = s.estimates, .soundfont = s.soundfont, .timeout = s.timeout};
    if (!neume_cli_lag_parse(s.lag, &b.lag))
        return neume_cli_usage_error(&neume_cli_bench_command, "--lag: '%s' is neither auto nor -1000 to 1000 ms",
                                     s.lag);
    neume_options_init(&b.options);
    b.options.mode = (enum neume_mode)s.mode;
    b.options.quality = (enum neume_quality)s.quality;
    return bench(&s, dataset, &b);
}

const struct cli_command neume_cli_bench_command = {
    .name = "bench",
    .operands = "DATASET",
    .summary = "score a transcriber on a dataset",
    .description =
        "Runs neume, or any other program, over the clips of a dataset and scores what comes out with mir_eval's "
        "measures: the mean over clips, all events pooled, each category, with 95 % intervals by the bootstrap. A clip "
        "that fails is named and scored as if nothing had been found; a clip whose audio or reference is not there is "
        "named and left out.",
    .option = neume_cli_bench_options,
    .example = neume_cli_bench_examples,
    .settings_size = sizeof(struct cli_bench_settings),
    .min_operands = 1,
    .max_operands = 1,
    .operand = neume_cli_dataset_name,
    .run = run,
};
