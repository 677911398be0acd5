/* SPDX-License-Identifier: MIT
 *
 * Several microphones of one take, replaced together. */
#ifndef NEUME_CLI_COMMANDS_REPLACE_TAKE_H
#define NEUME_CLI_COMMANDS_REPLACE_TAKE_H

#include "api/render/replace_work.h"
#include "cli/commands/replace_job.h"
#include "cli/io/exit.h"
#include "cli/options/options_base.h"

/* `like`: prepared from the settings. The outputs have the microphones' names, in the folder of -o; all appear, or
 * none. Says what is wrong. */
enum cli_exit neume_cli_replace_take(const struct neume_replace_work *like, const struct replace_settings *settings,
                                     const struct cli_operands *operands);

#endif
