/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_IO_PATHS_H
#define NEUME_CLI_IO_PATHS_H

#include <stddef.h>

/* 1 where both names lead to one file that exists, or would lead to one. */
int neume_cli_same_file(const char *a, const char *b);

/* The last part of a path: "c.d" of "a/b/c.d". */
const char *neume_cli_base_name(const char *path);

/* 1 where `path` ends with `ending`, as ".mid", in any case. */
int neume_cli_has_ending(const char *path, const char *ending);

/* a[0 .. a_length), b[0 .. b_length) and `ending`, one after the other; to be freed. NULL without memory. */
char *neume_cli_join_path(const char *a, size_t a_length, const char *b, size_t b_length, const char *ending);

/* One name for each file: absolute and without links, also for a file that is yet to come; to be freed. NULL without
 * memory. */
char *neume_cli_canonical_path(const char *path);

#endif
