/* SPDX-License-Identifier: MIT
 *
 * With which instruments a MIDI file is played. */
#ifndef NEUME_CLI_OPTIONS_PROGRAM_OVERRIDE_H
#define NEUME_CLI_OPTIONS_PROGRAM_OVERRIDE_H

#include "cli/io/exit.h"
#include "midi/file/smf.h"

/* `list`: "N", for all channels but the drums', or "TRACK=N,TRACK=N...", tracks from 1 as `neume info` counts them, and
 * N 1..128, General MIDI's count. A channel that two tracks share has one instrument. NULL changes nothing. ARGUMENT:
 * anything else, or a track that the file does not have; MEMORY. */
enum neume_status neume_cli_set_programs(struct neume_smf *smf, const char *list);

/* The same; says what is wrong with file `name`. */
enum cli_exit neume_cli_apply_programs(struct neume_smf *smf, const char *name, const char *list);

/* Whether `list` could be right for some file. */
int neume_cli_programs_make_sense(const char *list);

#define CLI_PROGRAM_HELP                                                                                        \
    "play with this General MIDI program, 1 to 128, instead of the file's own; 2=41,3=33: for tracks 2 and 3; " \
    "drums stay drums"

#endif
