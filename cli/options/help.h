/* SPDX-License-Identifier: MIT
 *
 * What is made from the tables of commands and options. All of it goes to standard output; a failure to write there is
 * said and answered with CLI_EXIT_OUTPUT. */
#ifndef NEUME_CLI_OPTIONS_HELP_H
#define NEUME_CLI_OPTIONS_HELP_H

#include "cli/io/exit.h"
#include "cli/options/options_base.h"

enum cli_exit neume_cli_print_help(const struct cli_command *command); /* of one command */
enum cli_exit neume_cli_print_overview(void);

/* Whether all that was printed has arrived. */
enum cli_exit neume_cli_finish_stdout(void);

/* What a row takes, as "HZ" or "auto|melody"; "" for a flag. Both also in the manual. */
const char *neume_cli_value_word(const struct cli_option *option);

/* The help of one option with its unit, range and default, into out[size]. */
void neume_cli_describe_option(const struct cli_option *option, char *out, size_t size);

/* The exit codes and the lines that explain them; ends with a NULL text. */
extern const struct cli_exit_text {
    enum cli_exit code;
    const char *text;
} neume_cli_exit_texts[];

#endif
