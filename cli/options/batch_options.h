/* SPDX-License-Identifier: MIT
 *
 * The options of a run over many files. */
#ifndef NEUME_CLI_OPTIONS_BATCH_OPTIONS_H
#define NEUME_CLI_OPTIONS_BATCH_OPTIONS_H

#include "cli/options/options_base.h"

struct cli_batch_settings {
    const char *files_from, *shard;
    int recursive, resume, retry_failed, max_errors;
};

/* The rows of a table whose settings hold a struct cli_batch_settings at `OFFSET`. LETTER: of --recursive, or 0; WHAT:
 * of what kind the files are. */
#define CLI_BATCH_OPTIONS(OFFSET, LETTER, WHAT)                                                                    \
    {.name = "recursive",                                                                                          \
     .letter = (LETTER),                                                                                           \
     .kind = CLI_FLAG,                                                                                             \
     .offset = (OFFSET) + offsetof(struct cli_batch_settings, recursive),                                          \
     .help = "a folder stands for all " WHAT " in it and below, whose folders are made again under the output's"}, \
        CLI_BATCH_LIST_OPTIONS(OFFSET)

/* The same without --recursive. */
#define CLI_BATCH_LIST_OPTIONS(OFFSET)                                                                                 \
    {.name = "files-from",                                                                                             \
     .kind = CLI_FILE,                                                                                                 \
     .offset = (OFFSET) + offsetof(struct cli_batch_settings, files_from),                                             \
     .value = "LIST",                                                                                                  \
     .help = "also do the files that this file names, one a line or separated by NUL; - reads the list from "          \
             "standard input"},                                                                                        \
        {.name = "resume",                                                                                             \
         .kind = CLI_FLAG,                                                                                             \
         .offset = (OFFSET) + offsetof(struct cli_batch_settings, resume),                                             \
         .help = "keep a journal in the output folder and go on where an earlier run ended: what it did with the "     \
                 "same file, options and version is not done again"},                                                  \
        {.name = "retry-failed",                                                                                       \
         .kind = CLI_FLAG,                                                                                             \
         .offset = (OFFSET) + offsetof(struct cli_batch_settings, retry_failed),                                       \
         .help = "with --resume try once more what failed"},                                                           \
        {.name = "shard",                                                                                              \
         .kind = CLI_TEXT,                                                                                             \
         .offset = (OFFSET) + offsetof(struct cli_batch_settings, shard),                                              \
         .value = "K/N",                                                                                               \
         .help = "do only part K of N, which take about as long as each other, as one of N machines"},                 \
    {                                                                                                                  \
        .name = "max-errors", .kind = CLI_WHOLE, .offset = (OFFSET) + offsetof(struct cli_batch_settings, max_errors), \
        .value = "N", .initial = "none", .min = 1, .max = 1000000000, .word = "none",                                  \
        .help = "begin no more files once so many have failed"                                                         \
    }

#endif
