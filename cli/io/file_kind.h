/* SPDX-License-Identifier: MIT
 *
 * What kind of file a name leads to, for messages that say what to do instead. */
#ifndef NEUME_CLI_IO_FILE_KIND_H
#define NEUME_CLI_IO_FILE_KIND_H

#include "cli/io/exit_codes.h"
#include "cli/options/options_base.h"

/* Whether the file begins as a MIDI file or a MIDI 2.0 clip does. 0 for "-" and what cannot be read. */
int neume_cli_is_midi(const char *path);

/* Whether the file is a recording that neume can read. 0 for "-" and what cannot be read. */
int neume_cli_is_sound(const char *path);

/* Refuses a MIDI file where recordings are wanted, and says what reads it: beside it, the output would have its name.
 */
enum cli_exit neume_cli_refuse_midi(const struct cli_operands *operands);

#endif
