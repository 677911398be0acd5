/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_BATCH_JOURNAL_TOTALS_H
#define NEUME_CLI_BATCH_JOURNAL_TOTALS_H

#include <stddef.h>

#include "cli/io/exit.h"

/* What all journals of a folder say together; of a file that was done several times, the last. */
struct cli_journal_totals {
    size_t done, failed;
    double duration, seconds; /* of audio; of work, of all threads together */
    size_t notes, hits;
    struct {
        char why[96];
        size_t count;
    } reason[16]; /* the first kinds of failure, as many as are named; the rest counts as failed only */
    /* Of the newest run and of the shards beside it. */
    size_t left;                 /* files not yet done, of the shards that have begun */
    int shards, begun, running;  /* parts of the whole; that were begun; that work now */
    double time_left;            /* seconds until the slowest is done; negative: unknown */
    char command[16], since[24]; /* what it does, and when its first shard began, in UTC */
};

/* INPUT, said: there is no journal, or it cannot be read. */
enum cli_exit neume_cli_journal_totals(const char *folder, struct cli_journal_totals *totals);

#endif
