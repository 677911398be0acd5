/* SPDX-License-Identifier: MIT
 *
 * The files of a batch: operands, whole folders, and lists of names. */
#ifndef NEUME_CLI_BATCH_INPUT_LIST_H
#define NEUME_CLI_BATCH_INPUT_LIST_H

#include <stddef.h>

#include "cli/io/exit.h"
#include "cli/options/options_base.h"

/* Zeroed is empty. */
struct cli_input_list {
    char **name;  /* [count]: as it is opened; the list's own */
    char **below; /* [count]: what of the name an output folder keeps, as "sub/song.wav", in it; NULL: its last part */
    size_t count, capacity;
    int unread; /* folders that could not be read, which was said */
};

struct cli_input_wishes {
    const char *files_from; /* a file of names, "-" for standard input; NULL: none */
    int recursive;          /* folders stand for the files in them */
    int midi;               /* and that is MIDI files, not recordings */
    const char *output;     /* a folder below them that is left out, being that of their outputs; NULL: none */
};

/* The operands, folders replaced by the files in them and below (those with the ending of a recording or MIDI file, in
 * the order of their names; hidden ones and links to folders are left out), then the names of the list, one a line or
 * separated by NUL. A relative name of a list keeps its folders below an output folder. Says what is wrong; INPUT: the
 * list cannot be read. */
enum cli_exit neume_cli_input_list_fill(struct cli_input_list *list, const struct cli_operands *operands,
                                        const struct cli_input_wishes *wishes);
/* One more; takes over the name, also where it fails. `below` lies in it, or is NULL. MEMORY: FAILED, said. */
enum cli_exit neume_cli_input_list_add(struct cli_input_list *list, char *name, char *below);
void neume_cli_input_list_release(struct cli_input_list *list);

#endif
