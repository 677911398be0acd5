/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "cli/batch/batch_work.h"

#include <string.h>
#include <sys/resource.h>

#include "cli/batch/batch_lines.h"
#include "cli/io/console.h"
#include "cli/io/duration.h"
#include "cli/io/jobs.h"
#include "cli/io/output_guard.h"
#include "cli/options/help.h"

static const double a_minute = 60;

struct pass {
    struct cli_batch *batch;
    cli_batch_fn work;
    void *user;
};

static double since(struct timespec from)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - from.tv_sec) + 1e-9 * (double)(now.tv_nsec - from.tv_nsec);
}

/* 1 where no more files are begun; *code says why. */
static int has_ended(struct cli_batch *b, enum cli_exit *code)
{
    const int most = b->settings->max_errors;
    pthread_mutex_lock(&b->lock);
    const int enough = most && b->failed >= (size_t)most, ended = enough || b->is_full || b->is_unread;
    *code = enough ? CLI_EXIT_FAILED : CLI_EXIT_OUTPUT;
    pthread_mutex_unlock(&b->lock);
    return ended;
}

static enum cli_exit print_line(struct cli_batch *b, json_t *line)
{
    if (!b->json) {
        json_decref(line);
        return CLI_EXIT_DONE;
    }
    pthread_mutex_lock(&b->lock);
    neume_cli_batch_print_line(line);
    const int first = !b->is_unread;
    enum cli_exit code = first ? neume_cli_finish_stdout() : CLI_EXIT_OUTPUT;
    b->is_unread |= code != CLI_EXIT_DONE;
    pthread_mutex_unlock(&b->lock);
    return code;
}

/* What the journal keeps of a file; of one that a signal stopped, nothing. */
static enum cli_exit keep(struct cli_batch *b, const struct cli_batch_item *item, const struct cli_batch_outcome *o,
                          const struct cli_journal_input *before, double seconds)
{
    const int failed = o->code != CLI_EXIT_DONE;
    const struct cli_journal_entry entry = {.input = item->input,
                                            .output = item->output,
                                            .outputs = item->outputs,
                                            .before = *before,
                                            .error = failed ? neume_cli_batch_reason(item, o) : NULL,
                                            .exit = (int)o->code,
                                            .passing = o->code == CLI_EXIT_OUTPUT || o->status == NEUME_ERR_MEMORY ||
                                                       o->status == NEUME_ERR_NO_SPACE,
                                            .duration = o->duration,
                                            .seconds = seconds,
                                            .elapsed = since(b->begun),
                                            .notes = o->notes,
                                            .hits = o->hits,
                                            .warnings = o->warnings};
    enum neume_status status = b->journal ? neume_cli_journal_add(b->journal, &entry) : NEUME_OK;
    pthread_mutex_lock(&b->lock);
    b->failed += (size_t)failed;
    b->done += (size_t)!failed;
    b->duration += o->duration;
    b->seconds += seconds;
    const int is_full = status == NEUME_ERR_NO_SPACE ||
                        (failed && strstr(entry.error, neume_status_text(NEUME_ERR_NO_SPACE)) != NULL);
    const int said = b->is_full;
    b->is_full |= is_full;
    pthread_mutex_unlock(&b->lock);
    neume_cli_progress_count(o->duration, failed);
    if (status != NEUME_OK && !said)
        neume_cli_fail("the journal", status, CLI_OUTPUT);
    if (is_full && !said && b->inputs.count > 1)
        neume_cli_error("the disk is full: no more files are begun");
    return status == NEUME_OK ? CLI_EXIT_DONE : CLI_EXIT_OUTPUT;
}

/* --no-clobber, for commands that do not look themselves. */
static int may_write(const struct cli_batch *b, const struct cli_batch_item *item, struct cli_batch_outcome *o)
{
    for (size_t i = 0; b->guarded && i < item->outputs && o->code == CLI_EXIT_DONE; i++) {
        enum neume_status status = neume_cli_guard_output(b->guarded, item->output[i], 0);
        if (status != NEUME_OK)
            neume_cli_batch_fail(o, item->output[i], status, CLI_OUTPUT);
    }
    return o->code == CLI_EXIT_DONE;
}

static enum cli_exit do_file(struct pass *p, const struct cli_batch_item *item)
{
    struct cli_batch *b = p->batch;
    struct cli_batch_outcome o = {.code = CLI_EXIT_DONE};
    struct timespec begun;
    struct cli_task task = {.index = item->index};
    clock_gettime(CLOCK_MONOTONIC, &begun);
    const struct cli_journal_input before = neume_cli_journal_look(item->input);
    neume_cli_forget_error();
    if (may_write(b, item, &o))
        p->work(p->user, item, &o);
    if (o.code != CLI_EXIT_DONE && (o.status == NEUME_ERR_CANCELLED || neume_cli_stopped())) {
        json_decref(o.facts);
        return o.code;
    }
    const double seconds = since(begun);
    enum cli_exit kept = keep(b, item, &o, &before, seconds);
    enum cli_exit printed = print_line(b, neume_cli_batch_file_line(item, &o, seconds));
    neume_cli_progress(&task, 1);
    json_decref(o.facts);
    kept = kept > printed ? kept : printed;
    return o.code > kept ? o.code : kept;
}

static enum cli_exit work_on(void *user, size_t i)
{
    struct pass *p = user;
    struct cli_batch *b = p->batch;
    enum cli_exit code;
    const struct cli_batch_item item = {.index = i,
                                        .input = b->inputs.name[i],
                                        .output = b->target + i * b->outputs,
                                        .outputs = b->outputs,
                                        .is_kept = b->journal != NULL};
    if (has_ended(b, &code))
        return code;
    if (b->state[i] == CLI_JOURNAL_NEW)
        return do_file(p, &item);
    const int failed = b->state[i] == CLI_JOURNAL_FAILED;
    code = failed ? (enum cli_exit)b->exit[i] : CLI_EXIT_DONE;
    enum cli_exit printed = print_line(b, neume_cli_batch_before_line(&item, failed, (int)code));
    return printed > code ? printed : code;
}

static enum cli_exit end(struct cli_batch *b)
{
    struct rusage usage;
    struct cli_batch_totals t = {.files = (size_t)b->inputs.count,
                                 .done = b->done,
                                 .before = b->before,
                                 .failed = b->failed + b->failed_before,
                                 .duration = b->duration,
                                 .seconds = b->seconds,
                                 .elapsed = since(b->begun)};
    t.left = t.files - t.done - t.before - t.failed;
    t.memory = getrusage(RUSAGE_SELF, &usage) ? 0 : (double)usage.ru_maxrss * 1024;
    char audio[32], clock[32];
    if (b->is_batch || b->json)
        neume_cli_note("%zu files done, %zu done before, %zu failed; %s of audio in %s", t.done, t.before, t.failed,
                       neume_cli_duration_words(t.duration, audio, sizeof audio),
                       neume_cli_duration_words(t.elapsed, clock, sizeof clock));
    if (b->is_unread)
        return CLI_EXIT_OUTPUT;
    json_t *line = neume_cli_batch_summary_line(&t);
    if (b->json && b->sum_up)
        json_object_set_new(line, "corpus", b->sum_up(b->sum_up_user));
    return print_line(b, line);
}

enum cli_exit neume_cli_batch_work(struct cli_batch *b, cli_batch_fn work, void *user)
{
    struct pass pass = {b, work, user};
    const size_t count = (size_t)b->inputs.count;
    clock_gettime(CLOCK_MONOTONIC, &b->begun);
    if (b->is_batch || b->json)
        neume_cli_progress_start_batch(count, b->before + b->failed_before, b->weight, a_minute);
    else
        neume_cli_progress_start(count);
    enum cli_exit code = neume_cli_run_jobs(count, b->jobs, work_on, &pass);
    neume_cli_progress_stop();
    enum cli_exit said = end(b);
    code = said > code ? said : code;
    return b->list.unread && code < CLI_EXIT_INPUT ? CLI_EXIT_INPUT : code;
}
