/* SPDX-License-Identifier: MIT
 *
 * The option --program. */
#ifndef NEUME_CLI_OPTIONS_PROGRAM_OPTION_H
#define NEUME_CLI_OPTIONS_PROGRAM_OPTION_H

#include "cli/io/exit.h"
#include "midi/file/smf.h"

/* neume_program_override(); says what is wrong with file `name`. */
enum cli_exit neume_cli_apply_programs(struct neume_smf *smf, const char *name, const char *list);

#endif
