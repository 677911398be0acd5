/* SPDX-License-Identifier: MIT */
#include "cli/commands/batch.h"

#include <stdio.h>
#include <string.h>

#include "cli/io/console.h"
#include "cli/io/output_paths.h"
#include "cli/options/fingerprint.h"
#include "cli/options/options.h"

enum { MOST_SHARDS = 100000 };

/* "3/8" */
static int parse_shard(const char *text, int *which, int *count)
{
    int end = 0;
    return sscanf(text, "%d/%d%n", which, count, &end) == 2 && !text[end] && *which >= 1 && *which <= *count &&
           *count <= MOST_SHARDS;
}

enum cli_exit neume_cli_batch_inputs(struct cli_batch *batch, const struct cli_command *command,
                                     const struct cli_batch_settings *settings, const char *output,
                                     struct cli_operands *operands)
{
    const struct cli_input_wishes wishes = {settings->files_from, settings->recursive};
    batch->settings = settings;
    batch->shard = batch->shards = 1;
    if (settings->shard && !parse_shard(settings->shard, &batch->shard, &batch->shards))
        return neume_cli_usage_error(command, "--shard: %s is not K/N, as 3/8", settings->shard);
    if (settings->retry_failed && !settings->resume)
        return neume_cli_usage_error(command, "--retry-failed: only with --resume");
    if (settings->resume && (!output || !strcmp(output, "-")))
        return neume_cli_usage_error(command, "--resume: needs an output folder for its journal: -o FOLDER");
    batch->locked = !pthread_mutex_init(&batch->lock, NULL);
    const int listed = settings->recursive || settings->files_from || settings->shard;
    enum cli_exit made = CLI_EXIT_DONE;
    if ((listed || settings->resume) && output && strcmp(output, "-") != 0)
        made = neume_cli_make_folder(output);
    if (made != CLI_EXIT_DONE || !listed)
        return made;
    enum cli_exit code = neume_cli_input_list_fill(&batch->list, operands, &wishes);
    if (code == CLI_EXIT_DONE && !batch->list.count && !batch->list.unread) {
        neume_cli_error("no recording is named or found");
        return CLI_EXIT_INPUT;
    }
    if (code == CLI_EXIT_DONE)
        code = neume_cli_input_list_shard(&batch->list, batch->shard, batch->shards);
    if (code != CLI_EXIT_DONE)
        return code;
    operands->name = batch->list.name;
    operands->below = batch->list.below;
    operands->count = (int)batch->list.count;
    return CLI_EXIT_DONE;
}

enum cli_exit neume_cli_batch_open(struct cli_batch *batch, const struct cli_command *command, const void *all,
                                   const char *folder)
{
    static const char *const no_matter[] = {"output",    "jobs",       "json",         "report", "quiet",
                                            "help",      "resume",     "retry-failed", "shard",  "max-errors",
                                            "recursive", "files-from", "no-clobber",   NULL};
    if (!batch->settings->resume)
        return CLI_EXIT_DONE;
    return neume_cli_journal_open(&batch->journal, folder, batch->shard, batch->shards,
                                  neume_cli_fingerprint(command, all, no_matter));
}

static void count(struct cli_batch *batch, size_t *what)
{
    pthread_mutex_lock(&batch->lock);
    ++*what;
    pthread_mutex_unlock(&batch->lock);
}

int neume_cli_batch_skips(struct cli_batch *batch, const char *input, const char *output, enum cli_exit *code)
{
    const int most = batch->settings ? batch->settings->max_errors : 0;
    if (most) {
        pthread_mutex_lock(&batch->lock);
        const int enough = batch->failed >= (size_t)most;
        pthread_mutex_unlock(&batch->lock);
        *code = CLI_EXIT_FAILED;
        if (enough)
            return 1;
    }
    if (!batch->journal)
        return 0;
    int exit = CLI_EXIT_INPUT;
    const enum cli_journal_state state = neume_cli_journal_find(batch->journal, input, output, &exit);
    if (state == CLI_JOURNAL_DONE) {
        count(batch, &batch->before);
        *code = CLI_EXIT_DONE;
        return 1;
    }
    if (state == CLI_JOURNAL_FAILED && !batch->settings->retry_failed) {
        count(batch, &batch->failed_before); /* no failure of this run, which --max-errors would end */
        *code = (enum cli_exit)exit;
        return 1;
    }
    return 0;
}

enum cli_exit neume_cli_batch_note(struct cli_batch *batch, const struct cli_journal_entry *entry)
{
    if (!batch->locked)
        return CLI_EXIT_DONE;
    count(batch, entry->error ? &batch->failed : &batch->done);
    enum neume_status status = batch->journal ? neume_cli_journal_add(batch->journal, entry) : NEUME_OK;
    return status == NEUME_OK ? CLI_EXIT_DONE : neume_cli_fail("the journal", status, CLI_OUTPUT);
}

enum cli_exit neume_cli_batch_end(struct cli_batch *batch, enum cli_exit code)
{
    if (batch->journal)
        neume_cli_note("%zu files done, %zu done before, %zu failed", batch->done, batch->before,
                       batch->failed + batch->failed_before);
    return batch->list.unread && code < CLI_EXIT_INPUT ? CLI_EXIT_INPUT : code;
}

void neume_cli_batch_close(struct cli_batch *batch)
{
    neume_cli_journal_close(batch->journal);
    neume_cli_input_list_release(&batch->list);
    if (batch->locked)
        pthread_mutex_destroy(&batch->lock);
}
