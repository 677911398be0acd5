/* SPDX-License-Identifier: MIT
 *
 * Program, bank, volume, pan and name of tracks. */
#ifndef NEUME_MIDI_EDIT_EDIT_SETUP_H
#define NEUME_MIDI_EDIT_EDIT_SETUP_H

#include "midi/edit/edit_base.h"
#include "midi/file/smf.h"

enum neume_status neume_edit_setup(struct neume_smf *smf, const struct neume_edit_setup *setup, int count);

#endif
