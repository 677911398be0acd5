/* SPDX-License-Identifier: MIT */
#ifndef NEUME_MIDI_MAPS_DRUM_MAP_H
#define NEUME_MIDI_MAPS_DRUM_MAP_H

#include <stddef.h>

#include "neume/drum.h"

/* A map that is part of the library: midi/maps/NAME.map. cmake/embed_maps.cmake makes the table, which ends with a row
 * without a name. */
struct neume_drum_map_text {
    const char *name;
    const char *text;
};

extern const struct neume_drum_map_text neume_drum_map_texts[];

/* Reads a map's text. FORMAT, with *problem set. */
enum neume_status neume_drum_map_parse(struct neume_drum_map *map, const char *text,
                                       struct neume_drum_map_problem *problem);

#endif
