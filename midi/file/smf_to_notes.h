/* SPDX-License-Identifier: MIT */
#ifndef NEUME_MIDI_FILE_SMF_TO_NOTES_H
#define NEUME_MIDI_FILE_SMF_TO_NOTES_H

#include "midi/file/smf.h"
#include "neume/note.h"

/* Appends all notes of all tracks, in seconds, sorted; channel 10 (of every port) is drums. Confidence is 1. A note on
 * a channel for which the file sets a program has the part of that program.
 *
 * A key struck while it sounds on its channel ends there and starts again. Where `pedal` is not 0, a note that is let
 * go under the sustain pedal (CC 64, 64 and above) sounds until the pedal comes up or the key is struck again. All
 * sound off, all notes off and reset all controllers are honoured. A note that nobody ends, ends with its track. A note
 * of no length gets one tick. Pitch bends become the curve of the notes they fall into, in the bend range that RPN 0
 * sets (2 semitones where nothing does): a value that holds for 30 ms or more is a level, one that holds for less is
 * the curve's in the middle of that time; notes that are never bent have no curve. UNSUPPORTED: format 2 with several
 * tracks. On failure `out` is as it was. */
enum neume_status neume_smf_to_notes(const struct neume_smf *smf, int pedal, struct neume_notes *out);

#endif
