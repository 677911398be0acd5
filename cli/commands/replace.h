/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_COMMANDS_REPLACE_H
#define NEUME_CLI_COMMANDS_REPLACE_H

/* A neume_progress_fn over all passes; `user` is the job. */
int neume_cli_replace_report_progress(void *user, double share);

#endif
