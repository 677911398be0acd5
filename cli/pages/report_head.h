/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_PAGES_REPORT_HEAD_H
#define NEUME_CLI_PAGES_REPORT_HEAD_H

#include "cli/pages/report_private.h"

/* Everything before the pieces. MEMORY; the stream remembers a failure of its own. */
enum neume_status neume_cli_report_head(const struct cli_report_facts *facts, FILE *out);

#endif
