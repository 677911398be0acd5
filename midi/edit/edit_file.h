/* SPDX-License-Identifier: MIT
 *
 * Bars, split, program, tempo: edits of events rather than of notes. */
#ifndef NEUME_MIDI_EDIT_EDIT_FILE_H
#define NEUME_MIDI_EDIT_EDIT_FILE_H

#include "midi/edit/edit_base.h"

/* Those that work on the events. */
enum neume_status neume_edit_bars(struct neume_smf *smf, int first, int last);
enum neume_status neume_edit_split(struct neume_smf *smf, int pitch);
enum neume_status neume_edit_program(struct neume_smf *smf, int program);
enum neume_status neume_edit_tempo(struct neume_smf *smf, double bpm, enum neume_edit_keep keep);

enum neume_status neume_edit_division(struct neume_smf *smf, int ticks);

#endif
