/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_COMMANDS_TRANSCRIBE_SUMMARY_H
#define NEUME_CLI_COMMANDS_TRANSCRIBE_SUMMARY_H

#include <jansson.h>

#include "cli/commands/transcribe_job.h"

/* What was found in one file that is done, to be released. */
json_t *neume_cli_transcribe_facts(const struct transcribe_job *job);

/* --json: what was done to each file, on standard output. */
enum cli_exit neume_cli_transcribe_summary(const struct transcribe_job *job, size_t count);

#endif
