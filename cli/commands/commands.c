/* SPDX-License-Identifier: MIT */
#include "cli/commands/commands.h"

#include <string.h>

const struct cli_command *const neume_cli_commands[] = {
    &neume_cli_transcribe, &neume_cli_onsets,  &neume_cli_beats, &neume_cli_pitch_command, &neume_cli_render,
    &neume_cli_compare,    &neume_cli_replace, &neume_cli_edit,  &neume_cli_eval,          &neume_cli_bench_command,
    &neume_cli_datasets,   &neume_cli_roll,    &neume_cli_info,  &neume_cli_jobs_command,  NULL,
};

const struct cli_command *neume_cli_find_command(const char *name)
{
    for (const struct cli_command *const *c = neume_cli_commands; *c; c++)
        if (!strcmp((*c)->name, name))
            return *c;
    return NULL;
}
