/* SPDX-License-Identifier: MIT
 *
 * Other people's programs. */
#ifndef NEUME_CLI_IO_CHILD_H
#define NEUME_CLI_IO_CHILD_H

#include <stddef.h>

#include "neume/status.h"

struct cli_child {
    int code;       /* its exit code, or 256 + the signal that ended it */
    int timed_out;  /* 1: it was ended because it took too long */
    double seconds; /* from start to end */
    double peak;    /* bytes of memory at most, of it and what it started and waited for; never less than
                       this process had when it started it */
};

/* Runs a line of sh with nothing on its standard input and both outputs in the file `log`, in a process group of its
 * own, which is killed after `timeout` seconds (0: never) or when this process is told to stop. Any thread.
 * CANCELLED: it was; MEMORY, WRITE: it could not be started. */
enum neume_status neume_cli_run_child(const char *line, const char *log, double timeout, struct cli_child *child);

/* Copies `text` to out[size] as one word of sh. 0, or -1 where there is no room. */
int neume_cli_quote_word(const char *text, char *out, size_t size);

/* The line that comes of a pattern: "{in}" becomes the quoted input, "{out}" or "{out.csv}" the quoted `base` with that
 * ending, or with ".mid". For the caller to free; NULL without memory. *output (or NULL) gets the plain name of the
 * output, to be freed too. */
char *neume_cli_fill_command(const char *pattern, const char *input, const char *base, char **output);

/* The ending that the pattern asks for, into out[size]; -1 where it lacks "{in}" or "{out}" or has another brace. */
int neume_cli_command_ending(const char *pattern, char *out, size_t size);

#endif
