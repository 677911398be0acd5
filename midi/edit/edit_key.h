/* SPDX-License-Identifier: MIT
 *
 * The key of the notes, the scale they are brought to, and the key signature. */
#ifndef NEUME_MIDI_EDIT_EDIT_KEY_H
#define NEUME_MIDI_EDIT_EDIT_KEY_H

#include "midi/edit/edit_view.h"

/* The key and the scale that are to be found, into the options and the report. */
void neume_edit_find_key(struct neume_edit_view *view, struct neume_edit_options *options);
void neume_edit_to_scale(struct neume_edit_view *view, unsigned scale);
enum neume_status neume_edit_sign(struct neume_smf *smf, const struct neume_key *key);

#endif
