/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "cli/batch/batch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/batch/shard.h"
#include "cli/io/console.h"
#include "cli/io/jobs.h"
#include "cli/options/fingerprint.h"
#include "cli/options/options.h"

enum { MOST_SHARDS = 100000 };

static enum cli_exit no_memory(void)
{
    neume_cli_error("%s", neume_status_text(NEUME_ERR_MEMORY));
    return CLI_EXIT_FAILED;
}

int neume_cli_batch_is_asked(const struct cli_batch_settings *s)
{
    return s->recursive || s->files_from || s->shard || s->resume;
}

/* "3/8" */
static int parse_shard(const char *text, int *which, int *count)
{
    int end = 0;
    return sscanf(text, "%d/%d%n", which, count, &end) == 2 && !text[end] && *which >= 1 && *which <= *count &&
           *count <= MOST_SHARDS;
}

enum cli_exit neume_cli_batch_check(struct cli_batch *batch, const struct cli_command *command,
                                    const struct cli_batch_settings *settings, const char *output)
{
    batch->command = command;
    batch->settings = settings;
    batch->shard = batch->shards = 1;
    batch->is_batch = neume_cli_batch_is_asked(settings);
    if (settings->shard && !parse_shard(settings->shard, &batch->shard, &batch->shards))
        return neume_cli_usage_error(command, "--shard: %s is not K/N, as 3/8", settings->shard);
    if (settings->retry_failed && !settings->resume)
        return neume_cli_usage_error(command, "--retry-failed: only with --resume");
    if (settings->resume && (!output || !strcmp(output, "-")))
        return neume_cli_usage_error(command, "--resume: needs an output folder for its journal: -o FOLDER");
    batch->has_lock = !pthread_mutex_init(&batch->lock, NULL);
    return CLI_EXIT_DONE;
}

enum cli_exit neume_cli_batch_inputs(struct cli_batch *batch, const struct cli_command *command,
                                     const struct cli_batch_settings *settings, const char *output, int midi,
                                     const struct cli_operands *operands)
{
    const struct cli_input_wishes wishes = {settings->files_from, settings->recursive, midi, output};
    enum cli_exit code = neume_cli_batch_check(batch, command, settings, output);
    if (code == CLI_EXIT_DONE && !operands->count && !settings->files_from)
        code =
            neume_cli_usage_error(command, "an input file is missing: neume %s %s", command->name, command->operands);
    if (code == CLI_EXIT_DONE)
        code = neume_cli_input_list_fill(&batch->list, operands, &wishes);
    if (code != CLI_EXIT_DONE)
        return code;
    if (!batch->list.count && !batch->list.unread) {
        neume_cli_error("no %s is named or found", midi ? "MIDI file" : "recording");
        return CLI_EXIT_INPUT;
    }
    batch->inputs = (struct cli_operands){batch->list.name, batch->list.below, (int)batch->list.count};
    return CLI_EXIT_DONE;
}

enum cli_exit neume_cli_batch_plan(struct cli_batch *batch, const struct cli_output_plan *plan)
{
    struct cli_output_plan mine = *plan;
    if (!batch->inputs.name)
        batch->inputs = (struct cli_operands){batch->list.name, batch->list.below, (int)batch->list.count};
    mine.into_folder |= batch->is_batch && plan->output;
    batch->target = calloc((size_t)batch->inputs.count * plan->endings + 1, sizeof *batch->target);
    if (!batch->target)
        return no_memory();
    batch->outputs = plan->endings;
    batch->folder = neume_cli_output_is_folder(&mine, &batch->inputs) ? plan->output : NULL;
    return neume_cli_plan_outputs(batch->command, &batch->inputs, &mine, batch->target);
}

static enum cli_exit take_shard(struct cli_batch *b)
{
    const size_t count = (size_t)b->inputs.count, n = b->outputs;
    size_t kept = 0;
    unsigned char *mine = calloc(count + 1, 1);
    if (!mine || !neume_cli_shard(b->inputs.name, count, b->shard, b->shards, mine)) {
        free(mine);
        return no_memory();
    }
    for (size_t i = 0; i < count; i++) {
        if (mine[i]) {
            b->list.name[kept] = b->list.name[i];
            b->list.below[kept] = b->list.below[i];
            memmove(b->target + kept * n, b->target + i * n, n * sizeof *b->target);
            kept++;
            continue;
        }
        free(b->list.name[i]);
        for (size_t k = 0; k < n; k++)
            free(b->target[i * n + k]);
    }
    free(mine);
    b->list.count = kept;
    b->inputs.count = (int)kept;
    return CLI_EXIT_DONE;
}

/* What an earlier run did with one file. */
static enum cli_exit look_up(void *user, size_t i)
{
    struct cli_batch *b = user;
    int exit = CLI_EXIT_INPUT;
    const struct cli_journal_input now = neume_cli_journal_look(b->inputs.name[i]);
    if (b->journal)
        b->state[i] = (unsigned char)neume_cli_journal_find(b->journal, b->inputs.name[i], b->target + i * b->outputs,
                                                            b->outputs, &exit);
    if (b->state[i] == CLI_JOURNAL_FAILED && b->settings->retry_failed)
        b->state[i] = CLI_JOURNAL_NEW;
    b->exit[i] = (unsigned char)exit;
    b->weight[i] = b->state[i] == CLI_JOURNAL_NEW ? (double)now.size + 1 : 0;
    return CLI_EXIT_DONE;
}

static enum cli_exit open_journal(struct cli_batch *b, const void *settings)
{
    if (!b->settings->resume)
        return CLI_EXIT_DONE;
    return neume_cli_journal_open(&b->journal, b->folder, b->shard, b->shards, b->command->name,
                                  neume_cli_fingerprint(b->command, settings));
}

enum cli_exit neume_cli_batch_begin(struct cli_batch *b, const void *settings, int jobs)
{
    if (!b->target) /* nothing is written */
        b->target = calloc(1, sizeof *b->target);
    if (!b->target)
        return no_memory();
    enum cli_exit code = b->shards > 1 ? take_shard(b) : CLI_EXIT_DONE;
    const size_t count = (size_t)b->inputs.count;
    b->jobs = jobs;
    b->state = calloc(count + 1, 1);
    b->exit = calloc(count + 1, 1);
    b->weight = calloc(count + 1, sizeof *b->weight);
    if (!b->state || !b->exit || !b->weight)
        return no_memory();
    if (code == CLI_EXIT_DONE && b->folder)
        code = neume_cli_make_output_folders(b->folder, b->target, count * b->outputs);
    if (code == CLI_EXIT_DONE)
        code = open_journal(b, settings);
    if (code == CLI_EXIT_DONE)
        code = neume_cli_run_jobs(count, jobs, look_up, b);
    struct cli_journal_run run = {.files = count, .jobs = neume_cli_jobs_at_once(count, jobs)};
    for (size_t i = 0; i < count; i++) {
        b->before += b->state[i] == CLI_JOURNAL_DONE;
        b->failed_before += b->state[i] == CLI_JOURNAL_FAILED;
        run.bytes += b->weight[i];
    }
    run.before = b->before + b->failed_before;
    enum neume_status status = code == CLI_EXIT_DONE && b->journal && run.before < count
                                   ? neume_cli_journal_begin(b->journal, &run)
                                   : NEUME_OK;
    return status == NEUME_OK ? code : neume_cli_fail("the journal", status, CLI_OUTPUT);
}

void neume_cli_batch_close(struct cli_batch *batch)
{
    neume_cli_free_output_paths(batch->target, (size_t)batch->inputs.count * batch->outputs);
    neume_cli_journal_close(batch->journal);
    neume_cli_input_list_release(&batch->list);
    free(batch->state);
    free(batch->exit);
    free(batch->weight);
    if (batch->has_lock)
        pthread_mutex_destroy(&batch->lock);
}

void neume_cli_batch_fail(struct cli_batch_outcome *outcome, const char *subject, enum neume_status status,
                          enum cli_side side)
{
    outcome->status = status;
    outcome->code = neume_cli_fail(subject, status, side);
}
