/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CORE_OUTPUT_H
#define NEUME_CORE_OUTPUT_H

#include <stddef.h>
#include <stdio.h>

#include "neume/status.h"

struct neume_output_set;

/* A file that appears whole or not at all: everything is written to a temporary file in the target's folder, which has
 * no name where the file system can do that, and which neume_output_commit() writes through to the disk and renames
 * over the target. What is no file (core/output_target.h: standard output, a pipe, a device) gets the finished bytes
 * copied into it at the commit. A name that a killed run left in the folder goes when the next one needs a name there.
 * Zeroed is a valid, closed output. */
struct neume_output {
    char *target;                 /* the file to replace, links resolved; NULL for an open stream */
    int stream_out;               /* that stream's descriptor, or -1 */
    char *temp;                   /* a name for the file being written */
    int named;                    /* 1 if that file has this name by now */
    FILE *stream;                 /* read and write, at the start of `temp` */
    int copies;                   /* 1 where the commit copies instead of renaming */
    int folder;                   /* the lock on the folder of `temp` + 1; 0: none */
    struct neume_output_set *set; /* whose commit this waits for; NULL: none */
};

/* NOT_FOUND (no such folder), PERMISSION, DIRECTORY, NO_SPACE or WRITE, before anything is computed. */
enum neume_status neume_output_open(struct neume_output *output, const char *target);

/* Flushes, moves the file into place and closes. On failure the target is untouched (a device or pipe may have got a
 * part) and the temporary file is gone. ARGUMENT on a closed output. */
enum neume_status neume_output_commit(struct neume_output *output);

/* Commits where `written` is OK, else abandons, and returns `written`; in place of WRITE, why writing failed. */
enum neume_status neume_output_end(struct neume_output *output, enum neume_status written);

/* Why writing to a stream failed, which may be long ago: the disk is asked once more, so the stream's file is worth
 * nothing from then on. NO_SPACE, MEMORY, PERMISSION, or WRITE where the disk has recovered. */
enum neume_status neume_write_failure(FILE *stream);

/* Closes and deletes the temporary file. No effect on a closed output or NULL. */
void neume_output_abandon(struct neume_output *output);

/* Several files that appear together or not at all: each is opened into the set, and its commit only hands it over to
 * the set, which writes all of them through to the disk before it renames the first. From the 65th on they have the
 * names of their temporary files until then, so that a process does not run out of open files. Zeroed is a valid, empty
 * set. */
struct neume_output_set {
    struct neume_output *output; /* [count], finished */
    size_t count, capacity;
};

/* As neume_output_open(); with `set` NULL the same. The set must outlive the output. */
enum neume_status neume_output_open_in(struct neume_output *output, const char *target, struct neume_output_set *set);

/* Puts all in place, those that are copied first, in the order of their commits, and empties the set. On failure every
 * target that is a file is what it was, and *failed (NULL: nobody asks) is the output at fault, to be freed by the
 * caller; NULL for standard output. */
enum neume_status neume_output_set_commit(struct neume_output_set *set, char **failed);

/* Abandons what the set holds. Takes NULL. */
void neume_output_set_release(struct neume_output_set *set);

#endif
