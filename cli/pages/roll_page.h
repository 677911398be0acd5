/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_PAGES_ROLL_PAGE_H
#define NEUME_CLI_PAGES_ROLL_PAGE_H

#include "cli/commands/roll_job.h"
#include "cli/io/exit.h"

/* Writes the page; says what failed. */
enum cli_exit neume_cli_roll_page(struct roll_job *job);

#endif
