/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_IO_OUTPUT_CLASHES_H
#define NEUME_CLI_IO_OUTPUT_CLASHES_H

#include <stddef.h>

#include "cli/io/exit.h"
#include "cli/options/options_base.h"

/* Refuses outputs, output[inputs->count][each], that would replace an input or each other, naming both; files are the
 * same by what their names lead to. A hundred thousand take a third of a second. */
enum cli_exit neume_cli_refuse_clashes(const struct cli_command *command, const struct cli_operands *inputs,
                                       char *const *output, size_t each);

#endif
