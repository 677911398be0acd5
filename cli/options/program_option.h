/* SPDX-License-Identifier: MIT
 *
 * The option --program. */
#ifndef NEUME_CLI_OPTIONS_PROGRAM_OPTION_H
#define NEUME_CLI_OPTIONS_PROGRAM_OPTION_H

#include "cli/io/exit.h"
#include "midi/file/smf.h"

/* neume_program_override(); says what is wrong with file `name`. */
enum cli_exit neume_cli_apply_programs(struct neume_smf *smf, const char *name, const char *list);

#define CLI_PROGRAM_HELP                                                                                        \
    "play with this General MIDI program, 1 to 128, instead of the file's own; 2=41,3=33: for tracks 2 and 3; " \
    "drums stay drums"

#endif
