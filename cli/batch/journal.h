/* SPDX-License-Identifier: MIT
 *
 * What a batch has done, beside its outputs: JSON lines that are only ever added to, one for the begin of each run and
 * one for each finished file, on the disk before the next begins. A run reads the journals of all shards in the folder
 * and does nothing twice; of what was cut off in the middle of a line it believes nothing. */
#ifndef NEUME_CLI_BATCH_JOURNAL_H
#define NEUME_CLI_BATCH_JOURNAL_H

#include <stddef.h>
#include <stdint.h>

#include "cli/io/exit.h"

struct cli_journal;

/* A file as it was when its work began. */
struct cli_journal_input {
    uint64_t size, time; /* bytes; nanoseconds of its last change */
    int exists;
};

/* What was done to a file, or not. */
struct cli_journal_entry {
    const char *input;
    char *const *output; /* [outputs], in the folder of the journal */
    size_t outputs;
    struct cli_journal_input before;
    const char *error; /* NULL: done */
    int exit;          /* of what failed */
    int passing;       /* 1: it failed for a reason that is not the file's, as a full disk, and is tried again */
    double duration;   /* seconds of the recording */
    double seconds;    /* of work */
    double elapsed;    /* seconds since the run began */
    size_t notes, hits;
    const char *warnings; /* "; one; another"; "" */
};

/* How a run begins. */
struct cli_journal_run {
    size_t files, before; /* all of its shard, and those that an earlier run did */
    double bytes;         /* of the others */
    int jobs;
};

/* Opens the journal of shard `which` of `count` (1 of 1 is the whole) in a folder for a run of a command with one set
 * of options, whose hash is `options`, and locks it, after the end of another run that has it. Says what is wrong:
 * OUTPUT where it cannot be written; FAILED by a signal. */
enum cli_exit neume_cli_journal_open(struct cli_journal **out, const char *folder, int which, int count,
                                     const char *command, uint64_t options);
void neume_cli_journal_close(struct cli_journal *journal);

struct cli_journal_input neume_cli_journal_look(const char *input);

enum cli_journal_state { CLI_JOURNAL_NEW, CLI_JOURNAL_DONE, CLI_JOURNAL_FAILED };

/* What an earlier run did with this input, by the same version and options, where the input is still the same and so
 * are its outputs: DONE. An input that was touched or renamed and has the same bytes is the same. FAILED: *exit is the
 * code. For any thread. */
enum cli_journal_state neume_cli_journal_find(const struct cli_journal *journal, const char *input, char *const *output,
                                              size_t outputs, int *exit);

/* Adds a line and waits until the disk has it; the second for any thread. */
enum neume_status neume_cli_journal_begin(struct cli_journal *journal, const struct cli_journal_run *run);
enum neume_status neume_cli_journal_add(struct cli_journal *journal, const struct cli_journal_entry *entry);

#endif
