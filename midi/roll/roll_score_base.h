/* SPDX-License-Identifier: MIT
 *
 * The types of roll_score.h. */
#ifndef NEUME_MIDI_ROLL_ROLL_SCORE_BASE_H
#define NEUME_MIDI_ROLL_ROLL_SCORE_BASE_H

#include <stddef.h>
#include <stdint.h>

#include "neume/roll.h"

#define NEUME_ROLL_NO_CURVE UINT32_MAX

struct neume_roll_note {
    double on, off;   /* seconds, off > on */
    uint64_t tick;    /* of the onset */
    uint32_t part;    /* score.part[part] */
    uint32_t bend;    /* score.curve[bend] is the pitch bend of its channel, or NEUME_ROLL_NO_CURVE */
    uint8_t channel;  /* 0..15 */
    uint8_t pitch;    /* 0..127; the percussion key where `drum` is 1 */
    uint8_t velocity; /* 1..127 */
    uint8_t drum;
    uint8_t hanging; /* 1: nobody ends it; off is the end of its track */
};

/* What a sequencer shows as one track: a track of the file, but its drums apart; where only one track has
 * notes, each of its channels. The channels of an MPE zone stay together. */
struct neume_roll_part {
    char name[64]; /* UTF-8, no control characters, never empty */
    uint32_t track;
    int channel; /* 0..15: of its first note */
    int program; /* 0..127: the first on its channel; -1: none */
    int drum;
    size_t notes;
    double volume, pan; /* CC 7 and 10 as first set: 0..1 (default 100/127), -1..1 (default 0) */
};

struct neume_roll_point {
    double time; /* seconds, rising */
    float value; /* 0..127 for a controller or pressure, semitones for a bend; holds until the next point */
};

struct neume_roll_curve {
    int lane;      /* 0..NEUME_ROLL_PRESSURE */
    uint32_t part; /* of a bend, the first of its channel */
    int channel;
    struct neume_roll_point *point; /* [count], count >= 1 */
    size_t count, capacity;
    uint32_t next; /* the next curve of its track's channel, or NEUME_ROLL_NO_CURVE */
    int moves;     /* 1 where two of its values differ, or the value at rest and one */
};

struct neume_roll_beat {
    double time;   /* seconds */
    uint32_t bar;  /* from 1 */
    uint16_t beat; /* from 1; 1 is the bar line */
};

/* Something that the ruler says, from a time on. */
struct neume_roll_mark {
    double time;
    char text[48];
};

/* Zeroed is empty and valid. */
struct neume_roll_score {
    struct neume_roll_note *note; /* [note_count], by onset, part, pitch */
    size_t note_count, note_capacity;
    struct neume_roll_part *part; /* [part_count], in the order of the file */
    size_t part_count;
    struct neume_roll_curve *curve; /* [curve_count] */
    size_t curve_count, curve_capacity;
    struct neume_roll_beat *beat; /* [beat_count], to the bar line that follows the end; none where the file has no
                                   * musical time (SMPTE), or over 500,000 */
    size_t beat_count, beat_capacity;
    struct neume_roll_mark *tempo, *meter, *marker; /* "120 BPM"; "4/4"; the file's markers */
    size_t tempo_count, meter_count, marker_count;
    double end;        /* seconds: of the last note, or where there is none of the last event */
    double longest;    /* seconds: of the longest note, so that those in a window can be found */
    int timed;         /* 1 where the file has a tempo of its own */
    int bend_range;    /* semitones: the widest that any bend reaches, rounded up; at least 2 */
    size_t hanging;    /* notes that nobody ends */
    size_t overlapped; /* notes whose key was struck again, in their track and channel, while they sounded */
};

#endif
