/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_BATCH_BATCH_WORK_H
#define NEUME_CLI_BATCH_BATCH_WORK_H

#include "cli/batch/batch.h"

/* Does one file whole and says what fails; for any thread. */
typedef void (*cli_batch_fn)(void *user, const struct cli_batch_item *item, struct cli_batch_outcome *outcome);

/* Calls `work` for what is left. Answers the worst code, also of files that failed before and of folders that could not
 * be read. */
enum cli_exit neume_cli_batch_work(struct cli_batch *batch, cli_batch_fn work, void *user);

#endif
