/* SPDX-License-Identifier: MIT */
#include "cli/roll_job.h"

enum cli_exit neume_cli_roll_page(struct roll_job *job)
{
    (void)job;
    return CLI_EXIT_FAILED;
}
