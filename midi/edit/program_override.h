/* SPDX-License-Identifier: MIT
 *
 * With which instruments a MIDI file is played. */
#ifndef NEUME_MIDI_EDIT_PROGRAM_OVERRIDE_H
#define NEUME_MIDI_EDIT_PROGRAM_OVERRIDE_H

#include "midi/file/smf.h"

/* `list`: "N", for all channels but the drums', or "TRACK=N,TRACK=N...", tracks from 1 as `neume info` counts them, and
 * N 1..128, General MIDI's count. A channel that two tracks share has one instrument. NULL changes nothing. ARGUMENT:
 * anything else, or a track that the file does not have; MEMORY. */
enum neume_status neume_program_override(struct neume_smf *smf, const char *list);

/* Whether `list` could be right for some file. */
int neume_program_override_valid(const char *list);

#endif
