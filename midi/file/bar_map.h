/* SPDX-License-Identifier: MIT
 *
 * Where the bars lie, and a musical grid inside them. Ticks are of the file that the map was made from. */
#ifndef NEUME_MIDI_FILE_BAR_MAP_H
#define NEUME_MIDI_FILE_BAR_MAP_H

#include "midi/file/smf.h"

/* From `tick` on, bars are `length` ticks long. */
struct neume_bar_segment {
    uint64_t tick;
    uint64_t bar;  /* how many bars stand before it */
    double length; /* ticks, >= 1; not always whole: a 1/128 bar at 24 ticks a quarter */
};

/* Zeroed is valid to release, not to ask. */
struct neume_bar_map {
    struct neume_bar_segment *segment; /* [count], count >= 1, ticks rising, the first at 0 */
    size_t count;
};

/* Time signatures of all tracks count; 4/4 before the first. One that changes the length of a bar inside a bar ends
 * that bar there; one that repeats the length changes nothing. UNSUPPORTED: a SMPTE division, format 2 with several
 * tracks. */
enum neume_status neume_bar_map_init(struct neume_bar_map *map, const struct neume_smf *smf);
void neume_bar_map_release(struct neume_bar_map *map);

/* The first tick of bar `bar`, counted from 0. */
uint64_t neume_bar_map_start(const struct neume_bar_map *map, uint64_t bar);

/* The bar, from 0, that `tick` lies in; its first tick and that of the next in *start and *end. */
uint64_t neume_bar_map_find(const struct neume_bar_map *map, uint64_t tick, uint64_t *start, uint64_t *end);

/* Lines `step` ticks apart that begin anew with every bar. The second of each pair of steps comes `swing` of a pair
 * after the first: 0.5 is straight, 2/3 is triplets. */
struct neume_grid {
    double step;  /* ticks, >= 1 */
    double swing; /* 0.5..0.75 */
};

/* The grid line nearest to `tick`, the earlier of two, and its number in the bar it belongs to in *slot (or NULL). */
uint64_t neume_grid_nearest(const struct neume_bar_map *map, const struct neume_grid *grid, uint64_t tick,
                            uint64_t *slot);

#endif
