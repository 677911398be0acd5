/* SPDX-License-Identifier: MIT
 *
 * The options of the command replace. */
#ifndef NEUME_CLI_COMMANDS_REPLACE_OPTIONS_H
#define NEUME_CLI_COMMANDS_REPLACE_OPTIONS_H

#include "cli/options/options_base.h"

extern const struct cli_option neume_cli_replace_options[];

#endif
