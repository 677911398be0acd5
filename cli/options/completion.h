/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_OPTIONS_COMPLETION_H
#define NEUME_CLI_OPTIONS_COMPLETION_H

#include "cli/io/exit.h"

/* shell: "bash", "zsh" or "fish"; CLI_EXIT_USAGE for another. */
enum cli_exit neume_cli_print_completion(const char *shell);

#endif
