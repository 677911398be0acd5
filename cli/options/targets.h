/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_OPTIONS_TARGETS_H
#define NEUME_CLI_OPTIONS_TARGETS_H

#include "cli/options/options.h"

/* Refuses a CLI_TARGET that is a CLI_FILE, another CLI_TARGET or, unless the command works in place, an operand: says
 * so and answers CLI_EXIT_USAGE. "-" is nobody's file, but standard output takes only one of the targets. */
enum cli_exit neume_cli_check_targets(const struct cli_command *command, const void *settings,
                                      const struct cli_operands *operands);

#endif
