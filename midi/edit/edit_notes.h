/* SPDX-License-Identifier: MIT
 *
 * Cleaning, lengths, pitch, velocity, channel. */
#ifndef NEUME_MIDI_EDIT_EDIT_NOTES_H
#define NEUME_MIDI_EDIT_EDIT_NOTES_H

#include "midi/edit/edit_view.h"

/* The edits, one each; see midi/edit/edit.h. */
void neume_edit_merge_repeats(struct neume_edit_view *view, double seconds);
void neume_edit_drop_notes(struct neume_edit_view *view, double shorter, int weaker);
void neume_edit_legato(struct neume_edit_view *view, double share);
void neume_edit_staccato(struct neume_edit_view *view, double factor);
void neume_edit_min_length(struct neume_edit_view *view, double seconds);
enum neume_status neume_edit_transpose(struct neume_edit_view *view, const struct neume_edit_options *options);
enum neume_status neume_edit_velocities(struct neume_edit_view *view, const struct neume_edit_options *options);
void neume_edit_channel(struct neume_edit_view *view, int channel);

#endif
