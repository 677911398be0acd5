/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_OPTIONS_FINGERPRINT_H
#define NEUME_CLI_OPTIONS_FINGERPRINT_H

#include <stdint.h>

#include "cli/options/options_base.h"

/* A hash of the command and of what its settings say that changes an output, by the names of the options, and of the
 * files and folders that they name. */
uint64_t neume_cli_fingerprint(const struct cli_command *command, const void *settings);

#endif
