/* SPDX-License-Identifier: MIT */
#ifndef NEUME_MIDI_EDIT_EDIT_JOIN_H
#define NEUME_MIDI_EDIT_EDIT_JOIN_H

#include "midi/edit/edit_base.h"

/* Adds the tracks and chunks of `other` to `smf`, which becomes format 1. AFTER: they begin at the first bar line after
 * the last event of `smf`, and where `other` leaves tempo or time signature open, 120 BPM and 4/4 are written down
 * there. PARALLEL: they begin together, and tempo, time and key signatures of `other` are left out. Where the divisions
 * differ both get their least common multiple; where that is above 32767, the greater of the two, and ticks are
 * rounded. UNSUPPORTED: format 2 with several tracks, or SMPTE divisions. */
enum neume_status neume_edit_join(struct neume_smf *smf, const struct neume_smf *other, enum neume_edit_join how);

#endif
