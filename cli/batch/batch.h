/* SPDX-License-Identifier: MIT
 *
 * A run over many files, the same for every command: which they are and where their outputs go, what was done before,
 * the work itself, and when there were too many failures. */
#ifndef NEUME_CLI_BATCH_BATCH_H
#define NEUME_CLI_BATCH_BATCH_H

#include <jansson.h>
#include <pthread.h>
#include <time.h>

#include "cli/batch/input_list.h"
#include "cli/batch/journal.h"
#include "cli/io/output_paths.h"
#include "cli/options/batch_options.h"
#include "cli/options/options_base.h"

/* One file on its way. */
struct cli_batch_item {
    size_t index; /* of its struct cli_task */
    const char *input;
    char *const *output; /* [outputs] */
    size_t outputs;
    int is_kept; /* 1: a journal keeps the warnings, which need not be said */
};

/* What became of it; zeroed and DONE before the work. */
struct cli_batch_outcome {
    enum cli_exit code;
    enum neume_status status; /* why, where it is not DONE */
    double duration;          /* seconds of the recording */
    size_t notes, hits;
    char warnings[256]; /* "; one; another" */
    json_t *facts;      /* members for the line of --json, which the batch releases; or NULL */
};

/* Zeroed is none. */
struct cli_batch {
    const struct cli_command *command;
    const struct cli_batch_settings *settings;
    const char *folder;               /* of the outputs; NULL: they lie beside their inputs, or -o is a file */
    int is_batch;                     /* 1: many files are asked for, and not only named one by one */
    const struct cli_common *guarded; /* asked whether files may be replaced; NULL: the work asks */
    int json;                         /* 1: print a line of JSON for each file */
    json_t *(*sum_up)(void *user);    /* what the last line says of all files, as "corpus"; or NULL */
    void *sum_up_user;
    int jobs; /* threads, 0: as many as the machine allows */
    struct cli_input_list list;
    struct cli_operands inputs; /* of this shard */
    char **target;              /* [inputs.count][outputs] */
    size_t outputs;
    unsigned char *state, *exit; /* [inputs.count] enum cli_journal_state, and the code of what failed before */
    double *weight;              /* [inputs.count] bytes to do */
    struct cli_journal *journal; /* of --resume, or NULL */
    int shard, shards;
    struct timespec begun;
    pthread_mutex_t lock; /* of what follows, and of standard output */
    int has_lock, is_full, is_unread;
    size_t done, before, failed, failed_before;
    double duration, seconds;
};

/* 1 where many files are asked for, and not only named one by one. */
int neume_cli_batch_is_asked(const struct cli_batch_settings *settings);

/* What of the settings fits together, and with -o; the first step where the list is filled by the caller. */
enum cli_exit neume_cli_batch_check(struct cli_batch *batch, const struct cli_command *command,
                                    const struct cli_batch_settings *settings, const char *output);

/* The inputs that the settings ask for, or else the operands. `output` (or NULL) is that of -o. Says what is wrong;
 * USAGE; INPUT: no file at all. */
enum cli_exit neume_cli_batch_inputs(struct cli_batch *batch, const struct cli_command *command,
                                     const struct cli_batch_settings *settings, const char *output, int midi,
                                     const struct cli_operands *operands);

/* Where their outputs go; refuses clashes, also between shards. Makes nothing. */
enum cli_exit neume_cli_batch_plan(struct cli_batch *batch, const struct cli_output_plan *plan);

/* Leaves the files of the shard, makes their folders, opens the journal and looks up what was done before. `settings`:
 * the command's, of which those that change an output tell runs apart. */
enum cli_exit neume_cli_batch_begin(struct cli_batch *batch, const void *settings, int jobs);

void neume_cli_batch_close(struct cli_batch *batch);

/* Sets the outcome by a status and says why it failed, as neume_cli_fail(). */
void neume_cli_batch_fail(struct cli_batch_outcome *outcome, const char *subject, enum neume_status status,
                          enum cli_side side);

#endif
