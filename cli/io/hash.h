/* SPDX-License-Identifier: MIT
 *
 * 64 bits of FNV-1a (Fowler, Noll and Vo), to tell contents apart that nobody chose to be alike. */
#ifndef NEUME_CLI_IO_HASH_H
#define NEUME_CLI_IO_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "neume/status.h"

#define CLI_HASH_START 0xcbf29ce484222325U

uint64_t neume_cli_hash(uint64_t hash, const void *bytes, size_t size);

/* The hash of a file's bytes; 0 and its status where it cannot be read. */
uint64_t neume_cli_hash_file(const char *path, enum neume_status *status);

/* The same of a folder: of the names, sizes and times of all that is in it and below; a file's is that of its bytes. 0
 * where it cannot be read. */
uint64_t neume_cli_hash_tree(const char *path);

#endif
