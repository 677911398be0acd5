/* SPDX-License-Identifier: MIT
 *
 * The files of a packed kit (.h2drumkit: a tar, compressed or not), kept in one temporary file without a name. */
#ifndef NEUME_RENDER_KITS_KIT_ARCHIVE_H
#define NEUME_RENDER_KITS_KIT_ARCHIVE_H

#include <stdio.h>

#include "neume/status.h"

struct neume_kit_archive;

/* FORMAT: no archive; DAMAGED; UNSUPPORTED: more than 4 GB or 20000 files in it; NO_SPACE and the system's. */
enum neume_status neume_kit_archive_open(struct neume_kit_archive **archive, const char *path);
void neume_kit_archive_free(struct neume_kit_archive *archive);

/* The name of the first file that ends so, such as "drumkit.xml"; NULL: there is none. */
const char *neume_kit_archive_find(const struct neume_kit_archive *archive, const char *ending);

/* A file of its own with what the archive has by this name, and in path[32] how to open it until it is closed; NULL:
 * there is no such file, or no room for it. */
FILE *neume_kit_archive_take(struct neume_kit_archive *archive, const char *name, char *path);

#endif
