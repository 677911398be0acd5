/* SPDX-License-Identifier: MIT
 *
 * Several microphones of one take on a command line: kick.wav=KD snare.wav=SD,SS@0.25 overhead.wav */
#ifndef NEUME_CLI_TAKE_H
#define NEUME_CLI_TAKE_H

#include "cli/exit.h"
#include "cli/input.h"
#include "cli/options.h"
#include "neume/neume.h"

struct cli_take {
    struct neume_microphone *mic; /* [count]; its path is the name as it was typed until it is opened */
    char **name;                  /* [count]: of the files */
    struct cli_input *input;      /* [count] */
    size_t count;
};

/* Whether some operand names a drum, which makes all of them one take. */
int neume_cli_is_take(const struct cli_operands *operands);

/* Says what is wrong. Close it in either case. */
enum cli_exit neume_cli_take_parse(struct cli_take *take, const struct cli_command *command,
                                   const struct cli_operands *operands);

/* Opens all files; *bad is the one that failed. */
enum neume_status neume_cli_take_open(struct cli_take *take, size_t *bad);
void neume_cli_take_close(struct cli_take *take);

#endif
