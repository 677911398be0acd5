/* SPDX-License-Identifier: MIT
 *
 * The recordings of a batch: operands, whole folders, and lists of names. */
#ifndef NEUME_CLI_IO_INPUT_LIST_H
#define NEUME_CLI_IO_INPUT_LIST_H

#include <stddef.h>

#include "cli/io/exit.h"
#include "cli/options/options_base.h"

/* Zeroed is empty. Every string is the list's own. */
struct cli_input_list {
    char **name;  /* [count]: as it is opened */
    char **below; /* [count]: what of the name an output folder keeps, as "sub/song.wav"; NULL: its last part */
    size_t count, capacity;
    int unread; /* folders that could not be read, which was said */
};

struct cli_input_wishes {
    const char *files_from; /* a file of names, "-" for standard input; NULL: none */
    int recursive;          /* folders stand for the recordings in them */
};

/* The operands, folders replaced by the recordings in them and below (files with the ending of a sound file, in the
 * order of their names; hidden ones and links to folders are left out), then the names of the list, one a line or
 * separated by NUL. A relative name of a list keeps its folders below an output folder. Says what is wrong; INPUT: the
 * list cannot be read. */
enum cli_exit neume_cli_input_list_fill(struct cli_input_list *list, const struct cli_operands *operands,
                                        const struct cli_input_wishes *wishes);
void neume_cli_input_list_release(struct cli_input_list *list);

/* Leaves shard `which` (1..count) of `count`: the files, largest first, go one by one to the shard that has least to do
 * so far, so that all take about as long. The same files in the same order give the same shards; what cannot be
 * measured counts nothing. MEMORY: FAILED, which was said. */
enum cli_exit neume_cli_input_list_shard(struct cli_input_list *list, int which, int count);

#endif
