/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_IO_INPUT_H
#define NEUME_CLI_IO_INPUT_H

#include "neume/status.h"

/* A file that can be opened by name as often as needed. Standard input ("-") and pipes are first copied to a file that
 * has no name but the one in `held`. Zeroed is closed. Do not move it while open. */
struct cli_input {
    const char *path;
    char held[32];
    int fd; /* of the copy, or 0 */
};

/* NOT_FOUND, PERMISSION, DIRECTORY, READ; NO_SPACE or WRITE for the copy; CANCELLED by a signal. */
enum neume_status neume_cli_input_open(struct cli_input *input, const char *name);
void neume_cli_input_close(struct cli_input *input);

#endif
