/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_COMMANDS_TRANSCRIBE_SUMMARY_H
#define NEUME_CLI_COMMANDS_TRANSCRIBE_SUMMARY_H

#include "cli/commands/transcribe_job.h"

/* --json: what was done to each file, on standard output. */
enum cli_exit neume_cli_transcribe_summary(const struct transcribe_job *job, size_t count);

#endif
