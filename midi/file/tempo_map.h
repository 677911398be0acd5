/* SPDX-License-Identifier: MIT
 *
 * Ticks to seconds and back. Seconds are doubles, counted from the last tempo change and not from tick to tick, so that
 * nothing adds up: over hours the error stays far below a microsecond. */
#ifndef NEUME_MIDI_FILE_TEMPO_MAP_H
#define NEUME_MIDI_FILE_TEMPO_MAP_H

#include "midi/file/smf.h"

/* From `tick` on, a tick lasts seconds_per_tick. */
struct neume_tempo_segment {
    uint64_t tick;
    double seconds;
    double seconds_per_tick;
};

/* Zeroed is valid to release, not to ask. */
struct neume_tempo_map {
    struct neume_tempo_segment *segment; /* [count], count >= 1, ticks rising, the first at 0 */
    size_t count;
};

/* Tempo events of all tracks count, wherever they stand; 120 BPM before the first; a tempo of 0 is passed over. With a
 * SMPTE division tempo events have no effect; 29 frames is 30 drop frame, 29.97 a second.
 * UNSUPPORTED: format 2 with several tracks. */
enum neume_status neume_tempo_map_init(struct neume_tempo_map *map, const struct neume_smf *smf);
void neume_tempo_map_release(struct neume_tempo_map *map);

double neume_tempo_map_seconds(const struct neume_tempo_map *map, uint64_t tick);

/* A fraction of a tick, >= 0; times before 0 are taken as 0. */
double neume_tempo_map_ticks(const struct neume_tempo_map *map, double seconds);

#endif
