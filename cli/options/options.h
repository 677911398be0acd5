/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_OPTIONS_OPTIONS_H
#define NEUME_CLI_OPTIONS_OPTIONS_H

#include "cli/io/exit.h"
#include "cli/options/options_base.h"

/* Sets all defaults, then reads argv[0 .. argc), the words after the command's name. Options may follow operands; "--"
 * ends them. Says what is wrong in one line, such as a file to be written that is read too, and answers CLI_EXIT_USAGE.
 * After --help, which is printed here, *helped is 1 and there is nothing more to do. */
enum cli_exit neume_cli_parse(const struct cli_command *command, int argc, char **argv, void *settings,
                              struct cli_operands *operands, int *helped);

/* One value of one option into its field; the words of a complaint in why[size]. 0 or -1. */
int neume_cli_set(const struct cli_option *option, const char *text, void *settings, char *why, size_t size);

/* "C4", "F#3", "Bb-1" or "60" to 0..127; -1 where it is none. */
int neume_cli_pitch(const char *text);

/* Complains about the usage of a command and answers CLI_EXIT_USAGE. */
enum cli_exit neume_cli_usage_error(const struct cli_command *command, const char *format, ...)
#ifdef __GNUC__
    __attribute__((format(printf, 2, 3)))
#endif
    ;

#endif
