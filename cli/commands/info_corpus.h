/* SPDX-License-Identifier: MIT
 *
 * Statistics of many recordings: neume info -r. */
#ifndef NEUME_CLI_COMMANDS_INFO_CORPUS_H
#define NEUME_CLI_COMMANDS_INFO_CORPUS_H

#include "cli/io/exit.h"
#include "cli/options/batch_options.h"

struct cli_corpus_wishes {
    const struct cli_command *command;
    const void *settings;
    const struct cli_batch_settings *batch;
    int json; /* 1: a line for each file and one for all of them; 0: words about all */
    int jobs;
};

/* Reads every recording once, and hears some seconds of it for its kind. The worst code. */
enum cli_exit neume_cli_info_corpus(const struct cli_corpus_wishes *wishes, const struct cli_operands *operands);

#endif
