/* SPDX-License-Identifier: MIT */
#include "cli/options/program_option.h"

#include "cli/io/console.h"
#include "midi/edit/program_override.h"

enum cli_exit neume_cli_apply_programs(struct neume_smf *smf, const char *name, const char *list)
{
    enum neume_status status = neume_program_override(smf, list);
    if (status != NEUME_ERR_ARGUMENT)
        return status == NEUME_OK ? CLI_EXIT_DONE : neume_cli_fail(name, status, CLI_INPUT);
    neume_cli_error("--program: %s has %zu tracks, and no more", neume_cli_shown(name, CLI_INPUT), smf->track_count);
    return CLI_EXIT_USAGE;
}
