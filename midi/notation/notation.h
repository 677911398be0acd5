/* SPDX-License-Identifier: MIT
 *
 * A MIDI file as it would be written on paper: parts, staves and voices; bars; quantised notes, cut into values that
 * can be written and tied. */
#ifndef NEUME_MIDI_NOTATION_NOTATION_H
#define NEUME_MIDI_NOTATION_NOTATION_H

#include "midi/file/smf.h"
#include "midi/notation/notation_base.h"

/* Fills a notation; release it in any case. Each quarter of each part is cut in two or in three, as deep as its onsets
 * ask for (notation_grid.h). What sounds on one staff gets two voices; a note for which there is none ends where the
 * next begins. A keyboard gets two staves where it needs them, one for each hand. Dynamics and hairpins follow the
 * velocities in the large, none where all are the same; a keyboard has the pedal marks of its channel. UNSUPPORTED: a
 * SMPTE division, format 2 with several tracks, over NEUME_MOST_BARS or NEUME_MOST_QUARTERS. */
enum neume_status neume_notation_init(struct neume_notation *notation, const struct neume_smf *smf);
void neume_notation_release(struct neume_notation *notation);

#endif
