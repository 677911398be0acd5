/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_BATCH_SHARD_H
#define NEUME_CLI_BATCH_SHARD_H

#include <stddef.h>

/* Marks, by 1 in mine[count], the files of shard `which` (1..shards): the files, largest first and by name where they
 * are as large, go one by one to the shard that has least to do so far, so that all take about as long. The same files
 * give the same shards, in whatever order; what cannot be measured counts nothing. 0 without memory. */
int neume_cli_shard(char *const *name, size_t count, int which, int shards, unsigned char *mine);

#endif
