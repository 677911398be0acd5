/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_COMMANDS_REPLACE_MIX_H
#define NEUME_CLI_COMMANDS_REPLACE_MIX_H

#include "cli/commands/replace_job.h"
#include "cli/io/exit.h"

/* A neume_progress_fn over all passes; `user` is the job. */
int neume_cli_replace_report_progress(void *user, double share);

/* Reads the recording a last time and writes mix and stems; *peak: the largest magnitude of the mix, before the
 * limiter.
 */
enum cli_exit neume_cli_replace_mix(struct replace_job *job, float *peak);

/* --midi-out */
enum cli_exit neume_cli_replace_write_hits(struct replace_job *job);

/* The last lines on standard error. */
void neume_cli_replace_report(const struct replace_job *job, float peak);

#endif
