/* SPDX-License-Identifier: MIT
 *
 * The types of notation.h. */
#ifndef NEUME_MIDI_NOTATION_NOTATION_BASE_H
#define NEUME_MIDI_NOTATION_NOTATION_BASE_H

#include <stddef.h>
#include <stdint.h>

/* A quarter note. A 1/64 is 6, an eighth triplet 32. Times below count in these, from the start of the file. */
enum { NEUME_QUARTER = 96, NEUME_MOST_BARS = 100000, NEUME_MOST_QUARTERS = 400000, NEUME_MOST_VOICES = 2 };

enum { NEUME_MOST_MEASURES = 2000000 }; /* parts * bars: each is written, and each takes memory */

struct neume_notation_bar {
    int64_t start;
    int length;                 /* as written: an upbeat, and a bar that a new time signature cuts, is shorter */
    int numerator, denominator; /* in force */
    int fifths, minor;          /* the key signature in force; of a file with none, the key of its notes, or 0, 0 */
    double tempo;               /* quarters a minute at its start */
};

struct neume_notation_note {
    int64_t start, end;
    uint8_t pitch, velocity;
    uint8_t staff, voice; /* from 0; voices of each staff */
};

enum neume_notation_mark_kind {
    NEUME_MARK_WEDGE_END,
    NEUME_MARK_PEDAL_UP,
    NEUME_MARK_PEDAL_CHANGE, /* up and down again */
    NEUME_MARK_DYNAMIC,
    NEUME_MARK_CRESCENDO,
    NEUME_MARK_DIMINUENDO,
    NEUME_MARK_PEDAL_DOWN
};

struct neume_notation_mark {
    int64_t at;
    uint8_t kind;
    uint8_t level; /* of a dynamic: 0 ppp, 1 pp, 2 p, 3 mp, 4 mf, 5 f, 6 ff, 7 fff */
};

struct neume_notation_part {
    char name[128]; /* UTF-8 */
    int program;    /* 0..127, of General MIDI; -1: the file says nothing */
    int drums, channel;
    uint32_t track[2]; /* that it is read from; the second is that of a second hand, or the first again */
    int staves;        /* 1 or 2 */
    int centre;        /* the mean of the pitches */
    int low;           /* 1: its one staff has a bass clef */
    struct neume_notation_note *note; /* [count], by start, then pitch */
    size_t count;
    /* Of each staff, [bars][quarters of the bar]: 3 where a quarter is cut in three, 4 where in two, or 0 for any. */
    uint8_t (*grid[2])[64];
    struct neume_notation_mark *mark; /* [marks], by time, at one time in the order of their kinds */
    size_t marks, mark_capacity;
};

struct neume_notation {
    struct neume_notation_bar *bar; /* [bars], bars >= 1 */
    size_t bars;
    size_t first; /* the first bar that is written: 1 after an upbeat without a note */
    double swing; /* where the second of two eighths sounds, of NEUME_QUARTER; 0: straight */
    int lead;     /* by how much the first bar is longer on paper than in the file: its notes lie so much later in it */
    int upbeat;   /* 1: the first bar is one, of the signature of the second */
    struct neume_notation_part *part; /* [parts], one for each track and channel with notes */
    size_t parts;
};

/* What is written with one stem, or a rest. */
struct neume_notation_piece {
    int at, length; /* in the bar */
    uint8_t staff, voice;
    uint8_t rest;      /* 1: a rest; 2: room that nothing is written in */
    uint8_t whole_bar; /* a rest for all of the bar */
    uint8_t type;      /* 0: whole, 1: half, 2: quarter .. 6: 1/64 */
    uint8_t dots;
    int8_t stem;     /* 1 up, -1 down, 0 as it falls */
    uint8_t triplet; /* 3 in the time of 2 */
    uint8_t tuplet_start, tuplet_stop;
    int8_t beam[4];      /* of each flag: 0 none, 1 begin, 2 continue, 3 end, 4 and 5 a hook on, back */
    size_t first, notes; /* notes[first .. first + notes) of the bar */
};

struct neume_notation_head {
    const struct neume_notation_note *note;
    uint8_t tied_from, tied_to; /* to the piece before, to the one after */
    int8_t step;                /* 0: C .. 6: B */
    int8_t octave, alter;
    int8_t accidental; /* as written: -2..2, or 9 for none */
};

/* A bar of a part, by staff, voice and time; grows as needed. Zeroed is empty. */
struct neume_notation_page {
    struct neume_notation_piece *piece;
    size_t pieces, piece_capacity;
    struct neume_notation_head *head;
    size_t heads, head_capacity;
    size_t next; /* the first note of the part that this bar and later ones may hold */
};

#endif
