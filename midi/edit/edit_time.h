/* SPDX-License-Identifier: MIT
 *
 * Quantise, groove, humanise. */
#ifndef NEUME_MIDI_EDIT_EDIT_TIME_H
#define NEUME_MIDI_EDIT_EDIT_TIME_H

#include "midi/edit/edit_view.h"

/* `step`: ticks of the grid, >= 1. Notes of a line stay one after the other. MEMORY. */
enum neume_status neume_edit_quantize(struct neume_edit_view *view, const struct neume_edit_options *options,
                                      double step);
enum neume_status neume_edit_groove(struct neume_edit_view *view, const struct neume_edit_options *options,
                                    double step);
void neume_edit_humanize(struct neume_edit_view *view, const struct neume_edit_options *options);

#endif
