/* SPDX-License-Identifier: MIT
 *
 * Beats to tempo changes and time signatures. */
#ifndef NEUME_MIDI_FILE_TEMPO_MAP_FROM_BEATS_H
#define NEUME_MIDI_FILE_TEMPO_MAP_FROM_BEATS_H

#include "midi/file/smf.h"
#include "neume/beat.h"

/* The beats' times may be this far from the tempo map's, so that a steady tempo is one event. Seconds. */
#define NEUME_TEMPO_MAP_TOLERANCE 0.012

/* Writes tempo and time signatures into `track`, which has no event after tick 0, and sets the division. A beat is a
 * quarter, or a dotted one where beats are divided by 3. Bars begin at beats numbered 1; what lies before the first of
 * them is whole bars after one shorter bar. After the last beat the tempo stays.
 * beats: two or more. ARGUMENT, MEMORY. */
enum neume_status neume_tempo_map_from_beats(struct neume_smf *smf, size_t track, const struct neume_beats *beats);

#endif
