/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "cli/commands/bench_clip.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/commands/bench_audio.h"
#include "cli/io/child.h"
#include "cli/io/console.h"
#include "core/output.h"
#include "core/temp_folder.h"
#include "datasets/bench/score.h"
#include "datasets/loaders/reference.h"
#include "datasets/readers/reader.h"
#include "neume/neume.h"

/* One clip on its way. */
struct work {
    struct cli_bench *bench;
    const struct neume_clip *clip;
    struct neume_bench_clip *result;
    struct cli_task task;
    char folder[4200]; /* its own, for temporary files */
};

/* Notes why the clip has no estimate, and says so. */
static enum neume_status give_up(struct work *w, const char *format, ...)
#ifdef __GNUC__
    __attribute__((format(printf, 2, 3)))
#endif
    ;

static enum neume_status give_up(struct work *w, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(w->result->reason, sizeof w->result->reason, format, arguments);
    va_end(arguments);
    for (char *c = w->result->reason; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            *c = '?';
    return NEUME_ERR_READ;
}

static double clock_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* The last line of the child's output that says something, into out[size]. */
static void last_words(const char *log, char *out, size_t size)
{
    char line[512];
    FILE *file = fopen(log, "r");
    *out = 0;
    while (file && fgets(line, sizeof line, file)) {
        line[strcspn(line, "\r\n")] = 0;
        if (line[strspn(line, " \t")])
            snprintf(out, size, "%.150s", line);
    }
    if (file)
        fclose(file);
}

static enum neume_status judge_child(struct work *w, const struct cli_child *child, const char *log,
                                     const char *estimate)
{
    char words[160];
    struct stat found;
    last_words(log, words, sizeof words);
    const char *colon = *words ? ": " : "";
    if (child->timed_out)
        return give_up(w, "the command was ended after %g seconds", w->bench->timeout);
    if (child->code >= 256)
        return give_up(w, "the command died of signal %d%s%s", child->code - 256, colon, words);
    if (child->code)
        return give_up(w, "the command failed with exit code %d%s%s", child->code, colon, words);
    if (stat(estimate, &found))
        return give_up(w, "the command wrote no %s%s%s", strrchr(estimate, '/') + 1, colon, words);
    return NEUME_OK;
}

static enum neume_status run_command(struct work *w, const char *audio, char **estimate)
{
    char base[4300], log[4300];
    struct cli_child child;
    snprintf(base, sizeof base, "%s/out", w->folder);
    snprintf(log, sizeof log, "%s/log", w->folder);
    char *line = neume_cli_fill_command(w->bench->command, audio, base, estimate);
    if (!line)
        return give_up(w, "%s", neume_status_text(NEUME_ERR_MEMORY));
    enum neume_status status = neume_cli_run_child(line, log, w->bench->timeout, &child);
    free(line);
    if (status == NEUME_ERR_CANCELLED)
        return status;
    if (status != NEUME_OK)
        return give_up(w, "the command could not be started");
    w->result->spent = child.seconds;
    w->result->peak = child.peak;
    return judge_child(w, &child, log, *estimate);
}

/* Through a MIDI file, like any other transcriber: what is scored is what a user would get. */
static enum neume_status run_neume(struct work *w, const char *audio, char **estimate)
{
    struct neume_notes notes;
    struct neume_report report;
    double begun = clock_seconds();
    neume_notes_init(&notes);
    *estimate = malloc(strlen(w->folder) + 16);
    if (!*estimate)
        return give_up(w, "%s", neume_status_text(NEUME_ERR_MEMORY));
    sprintf(*estimate, "%s/out.mid", w->folder);
    enum neume_status status =
        neume_transcribe_file(audio, &w->bench->options, neume_cli_progress, &w->task, &notes, &report);
    w->result->spent = clock_seconds() - begun;
    if (status == NEUME_OK) {
        w->result->audio = report.duration;
        status = neume_notes_write_midi(&notes, *estimate, NULL);
    }
    neume_notes_release(&notes);
    if (status == NEUME_OK || status == NEUME_ERR_CANCELLED)
        return status;
    return give_up(w, "%s", neume_status_text(status));
}

static enum neume_status transcribe(struct work *w, char **estimate)
{
    char spare[4300];
    const char *audio;
    if (mkdir(w->folder, 0700))
        return give_up(w, "no folder for temporary files");
    snprintf(spare, sizeof spare, "%s/in.wav", w->folder);
    enum neume_status status = neume_cli_bench_audio(w->clip, w->bench->soundfont, spare, &audio, &w->result->audio);
    if (status != NEUME_OK)
        return give_up(w, "audio: %s", neume_status_text(status));
    return w->bench->command ? run_command(w, audio, estimate) : run_neume(w, audio, estimate);
}

static enum neume_status find_estimate(struct work *w, char **estimate)
{
    static const char *const endings[] = {".mid", ".csv", ".txt", ".midi", ".jams", ".json"};
    const char *folder = w->bench->estimates ? w->bench->estimates : w->bench->made;
    size_t size = strlen(folder) + strlen(w->clip->id) + 16;
    struct stat found;
    if (*w->result->reason) /* none was made; what lies there is older */
        return NEUME_ERR_READ;
    *estimate = malloc(size);
    if (!*estimate)
        return give_up(w, "%s", neume_status_text(NEUME_ERR_MEMORY));
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        snprintf(*estimate, size, "%s/%s%s", folder, w->clip->id, endings[i]);
        if (!stat(*estimate, &found))
            return NEUME_OK;
    }
    return give_up(w, "no estimate: neither .mid nor .csv, .txt, .midi, .jams or .json of that name");
}

static enum neume_status read_estimate(struct work *w, const char *path, struct neume_truth *truth)
{
    struct neume_reader_remarks remarks;
    enum neume_status status = neume_truth_read(truth, path, NULL, &remarks);
    const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    if (status == NEUME_OK)
        return status;
    const char *words = *remarks.error ? remarks.error : neume_status_text(status);
    if (remarks.error_line)
        return give_up(w, "%.80s:%zu: %s", name, remarks.error_line, words);
    return give_up(w, "%.80s: %s", name, words);
}

/* The estimate by whatever way, and its scores; a failure scores as if nothing had been found. */
static enum neume_status estimate_clip(struct work *w, const struct neume_truth *reference)
{
    struct neume_bench_scores *scores = malloc(sizeof *scores);
    struct neume_truth truth;
    char *path = NULL;
    double taken;
    if (!scores)
        return give_up(w, "%s", neume_status_text(NEUME_ERR_MEMORY));
    neume_truth_init(&truth);
    enum neume_status status = w->bench->estimates || w->bench->made ? find_estimate(w, &path) : transcribe(w, &path);
    if (status == NEUME_OK)
        status = read_estimate(w, path, &truth);
    if (status == NEUME_OK)
        status = neume_cli_lag_take_off(&w->bench->lag, reference, &truth, &taken);
    if (status == NEUME_OK)
        status = neume_bench_score(reference, &truth, scores);
    if (status == NEUME_OK && !neume_bench_scores_any(scores))
        status = give_up(w, "the estimate says nothing of what the reference is about");
    if (status != NEUME_OK && status != NEUME_ERR_CANCELLED) {
        if (!*w->result->reason)
            give_up(w, "%s", neume_status_text(status));
        w->result->state = NEUME_CLIP_FAILED;
        neume_bench_score(reference, NULL, scores);
    } else if (status == NEUME_OK) {
        w->result->state = NEUME_CLIP_SCORED;
    }
    if (status != NEUME_ERR_CANCELLED) {
        pthread_mutex_lock(&w->bench->lock);
        neume_bench_take(&w->bench->result, w->task.index, scores);
        pthread_mutex_unlock(&w->bench->lock);
    }
    free(scores);
    free(path);
    neume_truth_release(&truth);
    return status;
}

static enum neume_status read_reference(struct work *w, struct neume_truth *truth)
{
    struct neume_dataset_problem problem = {.file = ""};
    enum neume_status status = neume_clip_truth(w->clip, truth, &problem);
    if (status == NEUME_OK)
        return status;
    const char *words = *problem.text ? problem.text : neume_status_text(status);
    const char *file = *problem.file ? problem.file : w->clip->references ? w->clip->reference[0] : "";
    if (problem.line)
        return give_up(w, "reference: %.120s:%zu: %s", file, problem.line, words);
    return give_up(w, "reference: %.120s: %s", file, words);
}

static int is_missing(struct work *w)
{
    unsigned needed = NEUME_MISSING_REFERENCE | (w->bench->estimates ? 0 : NEUME_MISSING_AUDIO);
    unsigned missing = w->clip->missing & needed;
    if (missing)
        give_up(w, "%s",
                missing == needed                   ? "neither audio nor reference is there"
                : missing & NEUME_MISSING_REFERENCE ? "its reference is not there"
                                                    : "its audio is not there");
    return missing != 0;
}

static struct work begin(struct cli_bench *bench, size_t index)
{
    struct work w = {
        .bench = bench, .clip = bench->clip[index], .result = &bench->result.clip[index], .task = {.index = index}};
    snprintf(w.folder, sizeof w.folder, "%s/%zu", bench->folder, index);
    return w;
}

int neume_cli_bench_has_clip(struct cli_bench *bench, size_t index)
{
    struct work w = begin(bench, index);
    const int missing = is_missing(&w);
    *w.result->reason = '\0';
    return !missing;
}

static enum neume_status copy_file(const char *from, const char *target)
{
    char block[1 << 14];
    size_t got;
    struct neume_output output;
    FILE *f = fopen(from, "rb");
    if (!f)
        return NEUME_ERR_READ;
    enum neume_status status = neume_output_open(&output, target);
    while (status == NEUME_OK && (got = fread(block, 1, sizeof block, f)) > 0)
        if (fwrite(block, 1, got, output.stream) != got)
            status = NEUME_ERR_WRITE;
    if (status == NEUME_OK && ferror(f))
        status = NEUME_ERR_READ;
    fclose(f);
    return neume_output_end(&output, status);
}

enum neume_status neume_cli_bench_estimate(struct cli_bench *bench, size_t index, const char *target,
                                           const struct cli_task *task)
{
    struct work w = begin(bench, index);
    char *path = NULL;
    w.task = *task;
    enum neume_status status = transcribe(&w, &path);
    if (status == NEUME_OK && (status = copy_file(path, target)) != NEUME_OK)
        give_up(&w, "%s", neume_status_text(status));
    free(path);
    neume_temp_folder_remove(w.folder);
    return status;
}

enum cli_exit neume_cli_bench_clip(void *user, size_t index)
{
    struct cli_bench *bench = user;
    struct work w = begin(bench, index);
    struct neume_truth reference;
    enum cli_exit code = CLI_EXIT_DONE;
    if (is_missing(&w))
        goto done;
    neume_truth_init(&reference);
    if (read_reference(&w, &reference) != NEUME_OK) {
        code = CLI_EXIT_INPUT;
    } else {
        enum neume_status status = estimate_clip(&w, &reference);
        code = status == NEUME_OK ? CLI_EXIT_DONE : CLI_EXIT_FAILED;
    }
    neume_truth_release(&reference);
    if (*bench->folder)
        neume_temp_folder_remove(w.folder);
    if (code != CLI_EXIT_DONE && *w.result->reason)
        neume_cli_error("%s: %s", w.clip->id, w.result->reason);
done:
    neume_cli_progress(&w.task, 1);
    return code;
}
