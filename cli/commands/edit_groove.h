/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_COMMANDS_EDIT_GROOVE_H
#define NEUME_CLI_COMMANDS_EDIT_GROOVE_H

#include "cli/io/exit.h"
#include "midi/file/smf.h"

/* A MIDI file, or a recording, which is transcribed into bars of 4/4 at `tempo` beats a minute from its first sample;
 * 0: by the beats that are found in it. Says what failed. */
enum cli_exit neume_cli_read_groove(const char *name, double tempo, struct neume_smf *smf);

#endif
