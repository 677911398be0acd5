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
/* "folder/name.wav" to be freed, with the ending of `output`, or .wav where that is NULL or has none. NULL: no memory,
 * which was said. */
char *neume_cli_stem_path(const char *folder, const char *name, const char *output);

void neume_cli_free_output_paths(char **path, int count);

/* Puts all outputs of a run in place, or none; says what failed. */
enum cli_exit neume_cli_commit_outputs(struct neume_output_set *set);

/* Makes a folder unless it is there; says what failed. */
enum cli_exit neume_cli_make_folder(const char *folder);

#endif
