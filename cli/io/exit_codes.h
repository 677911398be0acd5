/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_IO_EXIT_CODES_H
#define NEUME_CLI_IO_EXIT_CODES_H

/* What the program answers. Of several files the worst counts, which is the largest. */
enum cli_exit {
    CLI_EXIT_DONE = 0,
    CLI_EXIT_FAILED = 1, /* the work failed */
    CLI_EXIT_USAGE = 2,  /* bad usage */
    CLI_EXIT_INPUT = 3,  /* an input is missing or unreadable */
    CLI_EXIT_OUTPUT = 4, /* an output is not writable */
};

#endif
