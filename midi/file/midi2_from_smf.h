/* SPDX-License-Identifier: MIT
 *
 * MIDI 1.0 to MIDI 2.0: the default translation of M2-104-UM, appendix D.2, and MPE to per-note messages. */
#ifndef NEUME_MIDI_FILE_MIDI2_FROM_SMF_H
#define NEUME_MIDI_FILE_MIDI2_FROM_SMF_H

#include "midi/file/midi2.h"
#include "midi/file/smf.h"

/* A MIDI file as a clip of MIDI 2.0 messages, by the default translation of M2-104-UM, appendix D: all tracks in one
 * sequence, ports as groups, banks in program changes, RPN and NRPN as registered and assignable controllers; tempo,
 * time and key signatures, names, copyright, lyrics and other text as flex data, in UTF-8.
 *
 * An MPE zone (RP-053) becomes one channel, its master: member channels' bends, pressure and brightness become those of
 * their notes, with the members' bend range as that of per-note pitch bend.
 *
 * *left_out (or NULL): how many events have no place in a clip; banks without a program, bytes that are no whole system
 * exclusive message, meta events of other kinds. UNSUPPORTED: a SMPTE division, format 2 with several tracks. */
enum neume_status neume_midi2_from_smf(struct neume_midi2 *clip, const struct neume_smf *smf, size_t *left_out);

#endif
