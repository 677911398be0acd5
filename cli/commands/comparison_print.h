/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_COMMANDS_COMPARISON_PRINT_H
#define NEUME_CLI_COMMANDS_COMPARISON_PRINT_H

#include "compare/comparison.h"

/* To standard output: what a person reads, with at most so many places, or all of it for scripts (README has the
 * members). */
void neume_cli_print_comparison(const struct neume_compare_result *comparison, size_t places);
void neume_cli_print_comparison_json(const struct neume_compare_result *comparison);

#endif
