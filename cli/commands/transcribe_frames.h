/* SPDX-License-Identifier: MIT
 *
 * transcribe --frames: the pitch track of a melody in place of its notes. */
#ifndef NEUME_CLI_COMMANDS_TRANSCRIBE_FRAMES_H
#define NEUME_CLI_COMMANDS_TRANSCRIBE_FRAMES_H

#include "cli/commands/transcribe_job.h"
#include "cli/io/console.h"
#include "cli/io/frames.h"
#include "cli/io/notes_file.h"
#include "cli/options/transcribe_options.h"

/* What of the settings --frames cannot go with is a usage error; *format becomes CSV where none was asked for. */
enum cli_exit neume_cli_check_frames(const struct cli_transcribe_settings *s, int edits, enum neume_format *format);

/* Writes the frames of the recording at `path` to job->target, in format[count]; fills in the report. *side: of a
 * failure. */
enum neume_status neume_cli_transcribe_frames(struct transcribe_job *job, const char *path,
                                              const enum neume_format *format, size_t count,
                                              const struct neume_options *options, struct cli_task *task,
                                              enum cli_side *side);

#endif
