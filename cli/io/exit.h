/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_IO_EXIT_H
#define NEUME_CLI_IO_EXIT_H

#include "cli/io/exit_codes.h"
#include "neume/error.h"
#include "neume/status.h"

enum cli_side { CLI_INPUT, CLI_OUTPUT };

/* The exit code that a status means for a file of that side. */
enum cli_exit neume_cli_exit_of(enum neume_status status, enum cli_side side);

/* The name of a file in a message: "-" is "standard input" or "standard output". */
const char *neume_cli_shown(const char *name, enum cli_side side);

/* Says "subject: what the status means" and returns the exit code. A cancelled run says nothing: the signal
 * that stopped it speaks for itself. Call it before errno changes. */
enum cli_exit neume_cli_fail(const char *subject, enum neume_status status, enum cli_side side);

/* The same of what a call of the library left in its error. */
enum cli_exit neume_cli_fail_by(const struct neume_error *error);

#endif
