/* SPDX-License-Identifier: MIT
 *
 * The names of datasets as operands of bench and datasets. */
#ifndef NEUME_CLI_OPTIONS_DATASET_NAME_H
#define NEUME_CLI_OPTIONS_DATASET_NAME_H

#include <stddef.h>

#include "cli/io/exit_codes.h"
#include "cli/options/options_base.h"

/* Name number `index` (from 0), or NULL after the last. */
const char *neume_cli_dataset_name(size_t index);

/* Says that there is no such dataset, and which one may be meant. */
enum cli_exit neume_cli_no_dataset(const struct cli_command *command, const char *name);

#endif
