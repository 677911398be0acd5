/* SPDX-License-Identifier: MIT
 *
 * MIDI 2.0 to MIDI 1.0: the default translation of M2-104-UM, appendix D.3, and per-note pitch bend to MPE. */
#ifndef NEUME_MIDI_FILE_MIDI2_TO_SMF_H
#define NEUME_MIDI_FILE_MIDI2_TO_SMF_H

#include "midi/file/midi2.h"
#include "midi/file/smf.h"

/* And back: format 1, a track of what is not of a channel, and a track for each channel in use. Per-note pitch bend
 * becomes MPE where no other channel but 10 has notes; else it is left out, as is what MIDI 1.0 does not know.
 * UNSUPPORTED: over 32767 ticks a quarter. */
enum neume_status neume_smf_from_midi2(struct neume_smf *smf, const struct neume_midi2 *clip, size_t *left_out);

#endif
