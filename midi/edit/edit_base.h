/* SPDX-License-Identifier: MIT
 *
 * The types of edit.h that are not public. */
#ifndef NEUME_MIDI_EDIT_EDIT_BASE_H
#define NEUME_MIDI_EDIT_EDIT_BASE_H

#include "midi/file/smf.h"
#include "neume/edit.h"

enum neume_edit_join { NEUME_JOIN_AFTER, NEUME_JOIN_PARALLEL };

#endif
