/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_COMMANDS_REPLACE_REPORT_H
#define NEUME_CLI_COMMANDS_REPLACE_REPORT_H

#include "api/render/replace_work.h"

/* The last lines on standard error. */
void neume_cli_replace_report(const struct neume_replace_work *work);

#endif
