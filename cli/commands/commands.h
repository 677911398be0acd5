/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_COMMANDS_COMMANDS_H
#define NEUME_CLI_COMMANDS_COMMANDS_H

#include "cli/options/options_base.h"

extern const struct cli_command neume_cli_transcribe;
extern const struct cli_command neume_cli_onsets;
extern const struct cli_command neume_cli_beats;
extern const struct cli_command neume_cli_pitch_command;
extern const struct cli_command neume_cli_render;
extern const struct cli_command neume_cli_compare;
extern const struct cli_command neume_cli_edit;
extern const struct cli_command neume_cli_replace;
extern const struct cli_command neume_cli_eval;
extern const struct cli_command neume_cli_bench_command;
extern const struct cli_command neume_cli_datasets;
extern const struct cli_command neume_cli_roll;
extern const struct cli_command neume_cli_info;
extern const struct cli_command neume_cli_jobs_command;

/* All of them, in the order of the help; ends with NULL. */
extern const struct cli_command *const neume_cli_commands[];

/* The command of that name, or NULL. */
const struct cli_command *neume_cli_find_command(const char *name);

#endif
