/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_COMMANDS_TRANSCRIBE_WORDS_H
#define NEUME_CLI_COMMANDS_TRANSCRIBE_WORDS_H

#include "cli/commands/transcribe_job.h"

/* Says in a line what was heard and where it went, and in another that a mode may not fit. */
void neume_cli_say_transcribed(const struct transcribe_job *job);

/* What is wrong with the recording, as "; 3 samples are clipped; silent", into out[size]. */
void neume_cli_transcribe_warnings(const struct transcribe_job *job, char *out, size_t size);

#endif
