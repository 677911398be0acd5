/* SPDX-License-Identifier: MIT
 *
 * The estimates of a bench as a batch: into a folder, with a journal, in shards. */
#ifndef NEUME_CLI_COMMANDS_BENCH_ESTIMATES_H
#define NEUME_CLI_COMMANDS_BENCH_ESTIMATES_H

#include "cli/batch/input_list.h"
#include "cli/commands/bench_clip.h"
#include "cli/commands/bench_options.h"

/* Whether a list names the clip, by its id or its recording. */
int neume_cli_bench_is_listed(const struct cli_input_list *list, const struct neume_clip *clip);

/* Makes all estimates that are not there yet, into settings->output. What failed, now or before, gets a reason in its
 * result. The worst code; FAILED for a clip without an estimate. */
enum cli_exit neume_cli_bench_estimates(struct cli_bench *bench, const struct cli_bench_settings *settings);

#endif
