/* SPDX-License-Identifier: MIT
 *
 * Edits of a MIDI file. Whatever an edit does not name stays as it is: an event that no edit touches keeps its tick,
 * status, data bytes and meta or system exclusive bytes, and the order among such events of one track; with no edit,
 * the file is equal in the sense of neume_smf_equal(). End Of Track moves later where a note now ends beyond it.
 *
 * The order of the edits is fixed, whatever the order in which they are asked for: bars, merge_repeats, drop_short,
 * drop_weak, quantise, groove, legato, staccato, min_length, transpose, transpose in key, velocity, humanise, channel;
 * then overlaps are mended, and then come split, program, setup and tempo.
 *
 * A note is a note-on and the note-off that answers it in its track, channel and key, first come, first served. A note
 * that nobody ends lasts to the end of its track, and its end is never moved. Note-offs that answer nothing stay where
 * they are. A note that an edit moved never has length 0, and never overlaps the next of its own key: it ends where
 * that one begins, and two that would begin together become one, with the greater velocity and the later end. Notes
 * that overlapped before, and have not moved, are left alone.
 *
 * Channel 10 is drums: never transposed, never given a program, never moved to another channel, not split, and its
 * repeats are not merged. */
#ifndef NEUME_MIDI_EDIT_EDIT_H
#define NEUME_MIDI_EDIT_EDIT_H

#include "midi/edit/edit_base.h"

#endif
