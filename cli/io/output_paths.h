/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_IO_OUTPUT_PATHS_H
#define NEUME_CLI_IO_OUTPUT_PATHS_H

#include "cli/io/exit.h"
#include "cli/options/options_base.h"
#include "core/output.h"

/* Where the output of each input goes, into path[count] (to be freed with neume_cli_free_output_paths, also after a
 * failure). `output` is NULL (beside each input, with `ending`, as ".mid"), a file, "-", or a folder, which several
 * inputs or a slash at its end ask for and which is made where it is missing. Says what is wrong: outputs that would
 * replace an input or each other. */
enum cli_exit neume_cli_plan_output_paths(const struct cli_command *command, const struct cli_operands *inputs,
                                          const char *output, const char *ending, char **path);

/* The same for several outputs of each input. */
struct cli_output_plan {
    const char *output;         /* as above */
    const char *const *ending;  /* [endings]: of each output */
    size_t endings;             /* 1.. */
    int into_folder;            /* 1: `output` is a folder, whatever there is of it by now */
    int (*keeps)(const char *); /* NULL, or says by 1 that an output keeps its input's own ending */
};

/* 1 where these inputs' outputs go into the folder `output`. */
int neume_cli_output_is_folder(const struct cli_output_plan *plan, const struct cli_operands *inputs);

/* Into path[inputs->count][endings]; makes nothing. Outputs that would replace an input or each other are refused. */
enum cli_exit neume_cli_plan_outputs(const struct cli_command *command, const struct cli_operands *inputs,
                                     const struct cli_output_plan *plan, char **path);

/* The folder, and those that the paths have below it; says what failed. */
enum cli_exit neume_cli_make_output_folders(const char *folder, char *const *path, size_t count);

/* "folder/name.wav" to be freed, with the ending of `output`, or .wav where that is NULL or has none. NULL: no memory,
 * which was said. */
char *neume_cli_stem_path(const char *folder, const char *name, const char *output);

void neume_cli_free_output_paths(char **path, size_t count);

/* Puts all outputs of a run in place, or none; says what failed. */
enum cli_exit neume_cli_commit_outputs(struct neume_output_set *set);

/* Makes a folder unless it is there; says what failed. */
enum cli_exit neume_cli_make_folder(const char *folder);

#endif
