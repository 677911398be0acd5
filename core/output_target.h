/* SPDX-License-Identifier: MIT
 *
 * What the name of an output leads to. The one rule, whichever command writes:
 *
 * - "-", /dev/stdout and the other names of standard output are standard output; /dev/stderr, /dev/fd/N and
 *   /proc/self/fd/N are that open stream. Bytes are added where the stream stands.
 * - A pipe or device gets the finished bytes.
 * - A folder is refused.
 * - A file is replaced, and a name of nothing is made. Links are followed to their end, also where nothing is there
 * yet: the link stays. Other hard links of a file that is replaced keep what it was. */
#ifndef NEUME_CORE_OUTPUT_TARGET_H
#define NEUME_CORE_OUTPUT_TARGET_H

#include <sys/types.h>

#include "neume/status.h"

struct neume_output_target {
    char *path;  /* links resolved; NULL: of an open stream */
    int stream;  /* its descriptor, or -1 */
    int copies;  /* 1: no file that is replaced */
    mode_t mode; /* of the file to be replaced; 0: there is none */
};

/* The path is the caller's to free. NOT_FOUND (no such folder or stream), PERMISSION, DIRECTORY, WRITE or MEMORY. */
enum neume_status neume_output_target_find(struct neume_output_target *target, const char *name);

/* 1 for "-" and the names of standard output. */
int neume_output_target_is_stdout(const char *name);

/* The name with its links followed, also to what is not there; to be freed. NULL without memory. */
char *neume_output_target_resolve(const char *name);

#endif
