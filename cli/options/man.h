/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_OPTIONS_MAN_H
#define NEUME_CLI_OPTIONS_MAN_H

#include "cli/io/exit.h"

enum cli_exit neume_cli_print_man(void); /* neume(1), in the man macros */

#endif
