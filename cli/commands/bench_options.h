/* SPDX-License-Identifier: MIT
 *
 * What `neume bench` can be told. */
#ifndef NEUME_CLI_COMMANDS_BENCH_OPTIONS_H
#define NEUME_CLI_COMMANDS_BENCH_OPTIONS_H

#include "cli/options/batch_options.h"
#include "cli/options/options_base.h"

struct cli_bench_settings {
    struct cli_common common;
    struct cli_batch_settings batch;
    const char *root, *split, *command, *estimates, *against, *html, *soundfont, *lag, *output;
    int mode, quality, jobs, json, speed;
    double timeout;
};

extern const struct cli_option neume_cli_bench_options[];
extern const struct cli_example neume_cli_bench_examples[];

#endif
