/* SPDX-License-Identifier: MIT */
#ifndef NEUME_MIDI_ROLL_ROLL_LAYOUT_H
#define NEUME_MIDI_ROLL_ROLL_LAYOUT_H

#include "midi/roll/roll_base.h"
#include "midi/roll/roll_score_base.h"

void neume_roll_options_init(struct neume_roll_options *options);

/* ARGUMENT: an option out of range, `from` after the end, or more than fits NEUME_ROLL_MOST_PIXELS and
 * NEUME_ROLL_MOST_ROWS. Release it also after a failure. */
enum neume_status neume_roll_layout_init(struct neume_roll_layout *layout, const struct neume_roll_score *score,
                                         const struct neume_roll_options *options);
void neume_roll_layout_release(struct neume_roll_layout *layout);

/* Of a time within a row; of the upper edge of a pitch or drum key in a row, negative where it is not shown. */
double neume_roll_x(const struct neume_roll_layout *layout, size_t row, double time);
double neume_roll_pitch_y(const struct neume_roll_layout *layout, size_t row, double pitch);
double neume_roll_drum_y(const struct neume_roll_layout *layout, size_t row, int key);
double neume_roll_lane_y(const struct neume_roll_layout *layout, size_t row, size_t lane);

#endif
