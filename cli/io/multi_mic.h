/* SPDX-License-Identifier: MIT
 *
 * Several microphones of one take on a command line: kick.wav=KD snare.wav=SD,SS@0.25 overhead.wav */
#ifndef NEUME_CLI_IO_MULTI_MIC_H
#define NEUME_CLI_IO_MULTI_MIC_H

#include "cli/io/exit.h"
#include "cli/io/input.h"
#include "cli/options/options_base.h"
#include "neume/neume.h"

struct cli_multi_mic {
    struct neume_microphone *mic; /* [count]; its path is the name as it was typed until it is opened */
    char **name;                  /* [count]: of the files */
    struct cli_input *input;      /* [count] */
    size_t count;
};

/* Whether some operand names a drum, which makes all of them one take. */
int neume_cli_is_multi_mic(const struct cli_operands *operands);

/* Says what is wrong. Close it in either case. */
enum cli_exit neume_cli_multi_mic_parse(struct cli_multi_mic *take, const struct cli_command *command,
                                        const struct cli_operands *operands);

/* Opens all files; *bad is the one that failed. */
enum neume_status neume_cli_multi_mic_open(struct cli_multi_mic *take, size_t *bad);
void neume_cli_multi_mic_close(struct cli_multi_mic *take);

#endif
