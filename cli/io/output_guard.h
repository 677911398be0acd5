/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_IO_OUTPUT_GUARD_H
#define NEUME_CLI_IO_OUTPUT_GUARD_H

#include "cli/options/options_base.h"
#include "neume/status.h"

/* Looks at the file that a target would replace, before any work: EXISTS if there is one and --no-clobber was given.
 * With `warn` 1, says that a MIDI file is replaced which does not say that neume made it. */
enum neume_status neume_cli_guard_output(const struct cli_common *common, const char *target, int warn);

#endif
