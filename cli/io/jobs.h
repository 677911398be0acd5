/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_IO_JOBS_H
#define NEUME_CLI_IO_JOBS_H

#include <stddef.h>

#include "cli/io/exit.h"

enum { NEUME_CLI_MOST_JOBS = 64 };

/* Calls work(user, 0 .. count - 1), each once, on up to `threads` threads at a time (0: one for each processor that
 * this process may use).
 * Answers the worst of what they answer. After a signal no new call begins. */
enum cli_exit neume_cli_run_jobs(size_t count, int threads, enum cli_exit (*work)(void *user, size_t index),
                                 void *user);

/* How many threads that is. */
int neume_cli_jobs_at_once(size_t count, int threads);

#endif
