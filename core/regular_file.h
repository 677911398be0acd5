/* SPDX-License-Identifier: MIT
 *
 * Files that another file or an option names beside the main input: samples, kits, SoundFonts, maps, grooves, tables.
 * They are read whole, some of them more than once, so that a pipe or a device, which may never end, is refused. */
#ifndef NEUME_CORE_REGULAR_FILE_H
#define NEUME_CORE_REGULAR_FILE_H

#include <stdio.h>

#include "neume/status.h"

/* Opens it for reading; never waits for the other end of a pipe. NOT_FOUND, PERMISSION, DIRECTORY, NO_FILE (a pipe or a
 * device), READ or MEMORY. */
enum neume_status neume_regular_file_open(FILE **out, const char *path);

/* The same question for what another library opens. */
enum neume_status neume_regular_file_check(const char *path);

#endif
