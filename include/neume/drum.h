/* SPDX-License-Identifier: MIT
 *
 * The drums that neume tells apart, and the keys that samplers have them on. */
#ifndef NEUME_DRUM_H
#define NEUME_DRUM_H

#include <stddef.h>
#include <stdint.h>

#include "neume/export.h"
#include "neume/note.h"
#include "neume/status.h"

NEUME_BEGIN_DECLS

/* The drums. */
enum neume_drum {
    NEUME_DRUM_KD, /* kick */
    NEUME_DRUM_SD, /* snare */
    NEUME_DRUM_SS, /* side stick */
    NEUME_DRUM_HC, /* hi-hat: closed, */
    NEUME_DRUM_HO, /* open, */
    NEUME_DRUM_HP, /* by the pedal */
    NEUME_DRUM_T1, /* toms, high to low */
    NEUME_DRUM_T2,
    NEUME_DRUM_T3,
    NEUME_DRUM_RD, /* ride */
    NEUME_DRUM_RB, /* its bell */
    NEUME_DRUM_CR, /* crash, splash, china */
    NEUME_DRUM_XX, /* any other percussion */
    NEUME_DRUM_COUNT
};

/* "KD"; never NULL, "?" outside the range. */
NEUME_API const char *neume_drum_name(enum neume_drum drum);

/* Of a General MIDI percussion key; XX outside 0..127 too. */
NEUME_API enum neume_drum neume_drum_of_key(int key);

/* A bit for each drum: those of a list such as "KD,SD,HH" of the names above, in any case, with HH for all hi-hats, TT
 * for all toms and CY for all cymbals, or of words: kick, snare, sidestick, hats, toms, ride, bell, crash, cymbals,
 * other. 0 where a name is none; *bad (or NULL) is then where it begins. */
NEUME_API unsigned neume_drum_set(const char *list, const char **bad);

/* Where a sampler has its drums. As a text, a map has a line for each drum or key and the note that plays it:
 *
 *     # everything behind a number sign is a comment
 *     title My kit
 *     KD 36      a drum, as neume_drum_set() names them; HH, TT and CY are several at once
 *     43 65      a key of General MIDI's percussion, 0..127
 *     HP off     such hits are left out
 *
 * Notes are numbers, since makers disagree on which octave middle C is in. Of lines that speak of the same key the last
 * counts, and a key that no line speaks of stays what it is. */
struct neume_drum_map {
    uint8_t key[128]; /* for each key of General MIDI: 0..127, or NEUME_DRUM_OFF */
    char title[64];   /* "" where the map has none */
};

/* In neume_drum_map.key: such hits are left out. */
#define NEUME_DRUM_OFF 255

/* General MIDI's: every key stays what it is. */
NEUME_API void neume_drum_map_init(struct neume_drum_map *map);

/* The name of preset `i`, as "addictive-drums"; NULL after the last. */
NEUME_API const char *neume_drum_map_preset(size_t i);

/* Other name `i` for a preset, as "sd3", whose name goes to *preset; NULL after the last. */
NEUME_API const char *neume_drum_map_also(size_t i, const char **preset);

/* What is wrong with a map that is read from a file, and in which line; 0 where it is the file as a whole. */
struct neume_drum_map_problem {
    int line;        /* from 1 */
    char words[128]; /* what is wrong */
};

/* Reads a preset, by one of its names in any case and with blanks for hyphens, or else the file at a path; "./bfd" is a
 * file. `problem` may be NULL. On failure the map is General MIDI's. FORMAT: a line
 * that is none of the above; UNSUPPORTED: over 64 kB; NOT_FOUND: neither a preset nor a file; and the system's. */
NEUME_API enum neume_status neume_drum_map_load(struct neume_drum_map *map, const char *name,
                                                struct neume_drum_map_problem *problem);

/* The way back: for each note the key of General MIDI that the map plays by it, the lowest of several; notes that the
 * map does not play stay what they are. */
NEUME_API void neume_drum_map_invert(struct neume_drum_map *map);

/* Moves all drum hits to the keys of the map and drops those that it leaves out. */
NEUME_API void neume_notes_map_drums(struct neume_notes *notes, const struct neume_drum_map *map);

NEUME_END_DECLS

#endif
