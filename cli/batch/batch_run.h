/* SPDX-License-Identifier: MIT
 *
 * A batch from its operands to its end. */
#ifndef NEUME_CLI_BATCH_BATCH_RUN_H
#define NEUME_CLI_BATCH_BATCH_RUN_H

#include "cli/batch/batch_work.h"

/* All of it for a command that has nothing to do between the steps. */
struct cli_batch_run {
    const struct cli_command *command;
    const void *settings;
    const struct cli_batch_settings *batch;
    struct cli_output_plan plan; /* one output (NULL: standard output) where a single file is named */
    int midi, json, jobs;
    cli_batch_fn work;
    void *user;
};
/* 1 where one file is named, and no batch asked for. */
int neume_cli_batch_is_one(const struct cli_batch_settings *settings, const struct cli_operands *operands);

enum cli_exit neume_cli_batch_run(const struct cli_batch_run *run, const struct cli_operands *operands);

#endif
