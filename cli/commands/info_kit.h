/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_COMMANDS_INFO_KIT_H
#define NEUME_CLI_COMMANDS_INFO_KIT_H

#include "cli/io/exit.h"

/* Whether the name is that of a kit: a folder, or what ends as kits do. */
int neume_cli_is_kit(const char *name);

/* Prints the drums of a kit, and what of it is ignored or missing, as text or as JSON. */
enum cli_exit neume_cli_info_kit(const char *name, int as_json);

#endif
