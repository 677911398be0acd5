/* SPDX-License-Identifier: MIT
 *
 * One recording of the command replace. */
#ifndef NEUME_CLI_COMMANDS_REPLACE_WORK_H
#define NEUME_CLI_COMMANDS_REPLACE_WORK_H

#include "cli/commands/replace_job.h"
#include "cli/io/exit.h"

/* How to listen, the offsets, and the keys of MIDI files, from the settings. Says what is wrong. */
enum cli_exit neume_cli_replace_prepare(struct replace_job *job);

/* Everything but to put the outputs in place; *peak: of the mix, before the limiter. Says what is wrong. */
enum cli_exit neume_cli_replace_work(struct replace_job *job, float *peak);

void neume_cli_replace_release(struct replace_job *job);

#endif
