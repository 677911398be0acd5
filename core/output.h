/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CORE_OUTPUT_H
#define NEUME_CORE_OUTPUT_H

#include <stdio.h>

#include "neume/status.h"

/* A file that appears whole or not at all: everything is written to a temporary file in the target's folder, which has
 * no name where the file system can do that, and which neume_output_commit() writes through to the disk and renames
 * over the target. A target that is no regular file (a pipe, /dev/full, "-" for standard output) gets the finished
 * bytes copied into it at the commit. Zeroed is a valid, closed output. */
struct neume_output {
    char *target; /* the file to replace, links resolved; NULL for standard output */
    char *temp;   /* a name for the file being written */
    int named;    /* 1 if that file has this name by now */
    FILE *stream; /* read and write, at the start of `temp` */
    int copies;   /* 1 where the commit copies instead of renaming */
};

/* NOT_FOUND (no such folder), PERMISSION, DIRECTORY, NO_SPACE or WRITE, before anything is computed. */
enum neume_status neume_output_open(struct neume_output *output, const char *target);

/* Flushes, moves the file into place and closes. On failure the target is untouched (a device or pipe may have got a
 * part) and the temporary file is gone. ARGUMENT on a closed output. */
enum neume_status neume_output_commit(struct neume_output *output);

/* Closes and deletes the temporary file. No effect on a closed output or NULL. */
void neume_output_abandon(struct neume_output *output);

#endif
