/* SPDX-License-Identifier: MIT
 *
 * Temporary files and folders: all of them lie in $TMPDIR, or in /tmp without it. */
#ifndef NEUME_CORE_TEMP_FOLDER_H
#define NEUME_CORE_TEMP_FOLDER_H

#include <stddef.h>

#include "neume/status.h"

/* $TMPDIR, or "/tmp" if it is not set or empty. */
const char *neume_temp_root(void);

/* A descriptor, for reading and writing, of an empty file that is gone with it; -1 with errno set. */
int neume_temp_file(void);

/* Makes an empty folder for this user alone; its path into out[size], "" on failure. NOT_FOUND, PERMISSION, NO_SPACE,
 * WRITE; ARGUMENT: the path does not fit. */
enum neume_status neume_temp_folder_make(char *out, size_t size);

/* Removes a folder with all that is in it; follows no links. Takes NULL and "". */
void neume_temp_folder_remove(const char *path);

#endif
