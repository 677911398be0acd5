/* SPDX-License-Identifier: MIT
 *
 * What a batch has done, beside its outputs: JSON lines that are only ever added to, one for each finished file, on the
 * disk before the next begins. A run reads the journals of all shards in the folder and does nothing twice; of what was
 * cut off in the middle of a line it believes nothing. */
#ifndef NEUME_CLI_IO_JOURNAL_H
#define NEUME_CLI_IO_JOURNAL_H

#include <stddef.h>
#include <stdint.h>

#include "cli/io/exit.h"

/* 64 bits of FNV-1a (Fowler, Noll and Vo), to tell contents apart that nobody chose to be alike. */
uint64_t neume_cli_hash(uint64_t hash, const void *bytes, size_t size);
#define CLI_HASH_START 0xcbf29ce484222325U

/* The hash of a file's bytes; 0 and its status where it cannot be read. */
uint64_t neume_cli_hash_file(const char *path, enum neume_status *status);

struct cli_journal;

/* What was done to a file, or not. */
struct cli_journal_entry {
    const char *input, *output; /* as the run names them */
    const char *error;          /* NULL: done */
    int exit;                   /* of what failed */
    double duration, seconds;   /* of the recording, and of the work */
    size_t notes, hits;
};

/* Opens the journal of shard `which` of `count` (1 of 1 is the whole) in a folder for the run of one set of options,
 * whose hash is `options`, and locks it, after the end of another run that has it. Says what is wrong: OUTPUT where it
 * cannot be written; FAILED by a signal.
 */
enum cli_exit neume_cli_journal_open(struct cli_journal **out, const char *folder, int which, int count,
                                     uint64_t options);
void neume_cli_journal_close(struct cli_journal *journal);

enum cli_journal_state { CLI_JOURNAL_NEW, CLI_JOURNAL_DONE, CLI_JOURNAL_FAILED };

/* What an earlier run did with this input, by the same version and options, where the input is still the same and so is
 * the output: DONE. An input that was touched and has the same bytes is the same. FAILED: *exit is the code. */
enum cli_journal_state neume_cli_journal_find(const struct cli_journal *journal, const char *input, const char *output,
                                              int *exit);

/* Adds a line and waits until the disk has it; for any thread. */
enum neume_status neume_cli_journal_add(struct cli_journal *journal, const struct cli_journal_entry *entry);

/* What all journals of a folder say together; of a file that was done several times, the last. */
struct cli_journal_totals {
    size_t files, done, failed;
    double duration, seconds;
    size_t notes, hits;
    struct {
        char why[96];
        size_t count;
    } reason[16]; /* the first kinds of failure, as many as are named; the rest counts as failed only */
};

/* INPUT, said: there is no journal, or it cannot be read. */
enum cli_exit neume_cli_journal_totals(const char *folder, struct cli_journal_totals *totals);

#endif
