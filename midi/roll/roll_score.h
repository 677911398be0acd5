/* SPDX-License-Identifier: MIT
 *
 * A MIDI file as one looks at it: notes, parts, controller curves, bars and beats, all in seconds. */
#ifndef NEUME_MIDI_ROLL_ROLL_SCORE_H
#define NEUME_MIDI_ROLL_ROLL_SCORE_H

#include "midi/file/smf.h"
#include "midi/roll/roll_score_base.h"

/* Fills a zeroed or released `score`. ARGUMENT: never; UNSUPPORTED: format 2 with several tracks. A file without notes
 * gives a score without. On failure `score` is left empty. */
enum neume_status neume_roll_score_init(struct neume_roll_score *score, const struct neume_smf *smf);
void neume_roll_score_release(struct neume_roll_score *score);

/* The first note whose onset is at or after `time`. */
size_t neume_roll_first_note(const struct neume_roll_score *score, double time);

/* The value of a curve at a time: of the last point at or before it, 0 before the first. */
float neume_roll_value(const struct neume_roll_curve *curve, double time);

/* The time of bar `bar` (from 1), beat `beat` (from 1); -1 where the score has none. */
double neume_roll_bar_time(const struct neume_roll_score *score, uint32_t bar, uint16_t beat);

/* How many of its notes are hits of drums. */
size_t neume_roll_hits(const struct neume_roll_score *score);

#endif
