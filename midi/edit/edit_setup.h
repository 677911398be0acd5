/* SPDX-License-Identifier: MIT
 *
 * Program, bank, volume, pan and name of tracks. */
#ifndef NEUME_MIDI_EDIT_EDIT_SETUP_H
#define NEUME_MIDI_EDIT_EDIT_SETUP_H

#include "midi/edit/edit_base.h"
#include "midi/file/smf.h"

void neume_edit_setup_init(struct neume_edit_setup *setup, size_t count);

enum neume_status neume_edit_setup(struct neume_smf *smf, const struct neume_edit_setup *setup, int count);

#endif
