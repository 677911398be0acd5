/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_IO_EXIT_H
#define NEUME_CLI_IO_EXIT_H

#include "neume/status.h"

/* What the program answers. Of several files the worst counts, which is the largest. */
enum cli_exit {
    CLI_EXIT_DONE = 0,
    CLI_EXIT_FAILED = 1, /* the work failed */
    CLI_EXIT_USAGE = 2,  /* bad usage */
    CLI_EXIT_INPUT = 3,  /* an input is missing or unreadable */
    CLI_EXIT_OUTPUT = 4, /* an output is not writable */
};

enum cli_side { CLI_INPUT, CLI_OUTPUT };

/* The exit code that a status means for a file of that side. */
enum cli_exit neume_cli_exit_of(enum neume_status status, enum cli_side side);

/* The name of a file in a message: "-" is "standard input" or "standard output". */
const char *neume_cli_shown(const char *name, enum cli_side side);

/* Says "subject: what the status means" and returns the exit code. A cancelled run says nothing: the signal
 * that stopped it speaks for itself. Call it before errno changes. */
enum cli_exit neume_cli_fail(const char *subject, enum neume_status status, enum cli_side side);

#endif
