/* SPDX-License-Identifier: MIT
 *
 * A run over many files: which they are, what was done before, and when there were too many failures. */
#ifndef NEUME_CLI_COMMANDS_BATCH_H
#define NEUME_CLI_COMMANDS_BATCH_H

#include <pthread.h>

#include "cli/io/input_list.h"
#include "cli/io/journal.h"
#include "cli/options/batch_options.h"
#include "cli/options/options_base.h"

/* Zeroed is none. */
struct cli_batch {
    const struct cli_batch_settings *settings;
    struct cli_input_list list;
    struct cli_journal *journal; /* of --resume, or NULL */
    int shard, shards;
    pthread_mutex_t lock;
    size_t done, before, failed, failed_before;
    int locked; /* 1 where `lock` is one */
};

/* The inputs that the settings ask for take the place of the operands, which point into the batch then, and `output`
 * (or NULL) is the folder for theirs, which is made. Says what is wrong; USAGE, OUTPUT; INPUT: no recording at all. */
enum cli_exit neume_cli_batch_inputs(struct cli_batch *batch, const struct cli_command *command,
                                     const struct cli_batch_settings *settings, const char *output,
                                     struct cli_operands *operands);

/* With --resume: opens the journal in that folder. `all`: the command's settings, of which those that change an
 * output tell runs apart. */
enum cli_exit neume_cli_batch_open(struct cli_batch *batch, const struct cli_command *command, const void *all,
                                   const char *folder);

/* 1 where nothing is to be done: an earlier run did it, or failed with it (*code), or too many files failed. For any
 * thread. */
int neume_cli_batch_skips(struct cli_batch *batch, const char *input, const char *output, enum cli_exit *code);

/* Writes down what was done. OUTPUT, said: the journal cannot be written. For any thread. */
enum cli_exit neume_cli_batch_note(struct cli_batch *batch, const struct cli_journal_entry *entry);

/* Says in a line what the batch did, and answers the worse of `code` and what folders that could not be read ask for.
 */
enum cli_exit neume_cli_batch_end(struct cli_batch *batch, enum cli_exit code);

void neume_cli_batch_close(struct cli_batch *batch);

#endif
