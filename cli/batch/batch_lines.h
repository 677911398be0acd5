/* SPDX-License-Identifier: MIT
 *
 * What --json prints in a batch, a line for each file as it ends and one at the end: batch.schema.json. */
#ifndef NEUME_CLI_BATCH_BATCH_LINES_H
#define NEUME_CLI_BATCH_BATCH_LINES_H

#include <jansson.h>

#include "cli/batch/batch.h"

struct cli_batch_totals {
    size_t files, done, before, failed, left; /* left: not begun or stopped */
    double duration, seconds, elapsed;        /* of audio; of work, of all threads together; by the clock */
    double memory;                            /* bytes, at most so far */
};

/* In words why a file failed that this thread just worked on: its status, or else what was said of it, without its
 * name. */
const char *neume_cli_batch_reason(const struct cli_batch_item *item, const struct cli_batch_outcome *outcome);

/* Each is to be released; NULL without memory. */
json_t *neume_cli_batch_file_line(const struct cli_batch_item *item, const struct cli_batch_outcome *outcome,
                                  double seconds);
json_t *neume_cli_batch_before_line(const struct cli_batch_item *item, int failed, int exit);
json_t *neume_cli_batch_summary_line(const struct cli_batch_totals *totals);

/* To standard output; takes the line over, which may be NULL. */
void neume_cli_batch_print_line(json_t *line);

#endif
