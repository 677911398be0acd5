/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_OPTIONS_FINGERPRINT_H
#define NEUME_CLI_OPTIONS_FINGERPRINT_H

#include <stdint.h>

#include "cli/options/options_base.h"

/* A hash of what the settings say, by the names of the options, and of the files that they name. `without`: names of
 * options that change nothing in an output, ending with NULL. */
uint64_t neume_cli_fingerprint(const struct cli_command *command, const void *settings, const char *const *without);

#endif
