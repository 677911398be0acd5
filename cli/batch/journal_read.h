/* SPDX-License-Identifier: MIT
 *
 * The journals of a folder read back: what each file's last line says, and what all of them say together. */
#ifndef NEUME_CLI_BATCH_JOURNAL_READ_H
#define NEUME_CLI_BATCH_JOURNAL_READ_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "neume/status.h"

#define CLI_JOURNAL_START "neume-journal"
#define CLI_JOURNAL_END   ".jsonl"

/* A file as it was found or left. */
struct cli_journal_file {
    uint64_t size, time, hash;
};

/* The last that is known of an output with one set of options. */
struct cli_journal_record {
    char *key;                                 /* its first output, below the folder; owns the two that follow */
    const char *input;                         /* as the run named it */
    const char *why;                           /* NULL: done */
    struct cli_journal_file at_input, *output; /* [outputs], which the record owns */
    uint64_t options;
    unsigned char outputs, exit, passing, foreign; /* foreign: of another version of neume, which counts for nothing */
    float duration, seconds;
    unsigned notes, hits;
    size_t line; /* counted over all journals: of two records the later has the higher */
};

/* The last run of a journal. */
struct cli_journal_last_run {
    char command[16], began[24]; /* by the clock, in UTC: 2026-01-31T12:00:00Z */
    uint64_t options;
    int which, shards, running; /* running: 1 where the journal is locked */
    size_t files, before;       /* to do in all; of which done before */
    double bytes;               /* of what was not */
    size_t since;               /* files that it finished, done or failed */
    double bytes_since;
    double elapsed; /* seconds from its begin to its last line */
};

/* Zeroed is empty. */
struct cli_journal_records {
    struct cli_journal_record *record; /* [count], sorted by key, then options */
    size_t count, capacity;
    struct cli_journal_last_run *run; /* [journals], which == 0: none is known */
    size_t journals;                  /* that were found */
    size_t foreign;                   /* lines of another version */
    size_t lines;
};

/* All journals of the folder, in the order of their names, each as far as its lines are whole. */
enum neume_status neume_cli_journal_read_all(struct cli_journal_records *all, const char *folder);
void neume_cli_journal_records_release(struct cli_journal_records *all);

/* NULL: nothing is known. */
const struct cli_journal_record *neume_cli_journal_record(const struct cli_journal_records *all, const char *key,
                                                          uint64_t options);

/* A name in JSON: text, and where it is no UTF-8 also its bytes in hexadecimal digits, under `key` with "_hex" behind
 * it. */
void neume_cli_json_set_name(json_t *object, const char *key, const char *name);

/* "; one; another" (or NULL) as a list, to be released. */
json_t *neume_cli_json_warnings(const char *text);

#endif
