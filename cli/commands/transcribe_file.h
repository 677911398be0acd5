/* SPDX-License-Identifier: MIT
 *
 * One recording of the command transcribe, from its samples to its files. */
#ifndef NEUME_CLI_COMMANDS_TRANSCRIBE_FILE_H
#define NEUME_CLI_COMMANDS_TRANSCRIBE_FILE_H

#include "cli/batch/batch.h"
#include "cli/commands/transcribe_job.h"
#include "cli/io/multi_mic.h"
#include "cli/io/notes_file.h"
#include "cli/options/edit_options.h"
#include "cli/options/transcribe_options.h"

/* What all recordings of a run share. */
struct transcribe_work {
    const struct cli_transcribe_settings *settings;
    struct cli_edits edits;
    struct neume_options options;
    struct neume_drum_map map;
    struct cli_multi_mic take;               /* where there is one, the only job */
    enum neume_format format[NEUME_FORMATS]; /* [formats] */
    size_t formats;
    struct cli_batch batch;
    struct transcribe_job *job; /* [batch.inputs.count], or NULL: none is kept */
};

/* Fills in the job, and says what fails. `index`: of its task. */
enum cli_exit neume_cli_transcribe_file(struct transcribe_work *work, struct transcribe_job *job, size_t index,
                                        struct neume_notes *notes);

#endif
