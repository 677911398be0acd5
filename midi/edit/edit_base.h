/* SPDX-License-Identifier: MIT
 *
 * The types of edit.h. */
#ifndef NEUME_MIDI_EDIT_EDIT_BASE_H
#define NEUME_MIDI_EDIT_EDIT_BASE_H

#include "midi/edit/key.h"
#include "midi/file/smf.h"

/* A note value: a straight 1/16 is {16, 1, 1}; triplets, 2 in the time of 3, {16, 2, 3}; dotted {16, 3, 2}. */
struct neume_note_value {
    int denominator; /* a power of two, 1..128; 0: none */
    int times, per;  /* the value is 1 / denominator * times / per of a whole note; 1..3 */
};

enum neume_edit_velocity_kind {
    NEUME_VELOCITY_SCALE,    /* v * value; value 0..16 */
    NEUME_VELOCITY_ADD,      /* v + value; -127..127 */
    NEUME_VELOCITY_COMPRESS, /* mean + (v - mean) / value; 0.1..100, below 1 expands */
    NEUME_VELOCITY_CURVE,    /* 127 * (v / 127) ^ value; 0.1..10 */
    NEUME_VELOCITY_FIXED,    /* value; 1..127 */
};

struct neume_edit_velocity {
    enum neume_edit_velocity_kind kind;
    double value;
};

enum { NEUME_EDIT_MOST_VELOCITIES = 8 };

/* What becomes of a note that a transposition moves out of 0..127. */
enum neume_edit_beyond {
    NEUME_BEYOND_DROP,   /* it is dropped, and counted in the report */
    NEUME_BEYOND_KEEP,   /* it stays at its pitch */
    NEUME_BEYOND_FOLD,   /* it comes back by octaves */
    NEUME_BEYOND_REFUSE, /* the edit answers ARGUMENT */
};

/* How a track is set up; neume_edit_setup_init() leaves all as it is. */
struct neume_edit_setup {
    int program;      /* 1..128, General MIDI's count; 0: off. Not of channel 10 */
    int bank;         /* 0..16383, the MSB times 128 and the LSB; -1: off. Not of channel 10 */
    int volume, pan;  /* 0..127; -1: off */
    const char *name; /* or NULL */
};

enum { NEUME_EDIT_MOST_SETUPS = 16 };

#define NEUME_SPLIT_HANDS (-1)

enum neume_edit_keep { NEUME_KEEP_BEATS, NEUME_KEEP_TIMES };

/* neume_edit_options_init() makes every edit a no-op. */
struct neume_edit_options {
    int division;            /* ticks a quarter note, 24..32767, before all else; SMPTE frames at 120 BPM; 0: off */
    int first_bar, last_bar; /* from 1; 0: all. Later bars are moved to the start of the file. */
    double merge_repeats;    /* seconds, the longest gap between two notes of a key that become one; negative: off */
    double drop_short;       /* seconds; shorter notes go; 0: off */
    int drop_weak;           /* 1..127; softer notes go; 0: off */

    struct neume_note_value grid; /* of quantise and groove; denominator 0: no quantise, and 1/16 for the groove */
    double strength;              /* 0..1, of quantise and groove */
    double swing;                 /* 0.5..0.75; 0.5: none */
    double window;                /* notes further from their grid line stay: in half steps, 0..1, or */
    int window_ticks;             /* in ticks where this is not negative */
    int quantize_ends;            /* 0: notes keep their length; 1: their ends go to the grid too */

    const struct neume_smf *groove; /* the file whose groove is taken; NULL: off */
    double groove_velocity;         /* 0..1: how much of its accents; times `strength` */

    double legato;     /* 0.01..2: the share of the distance to the next onset in its track and channel; 0: off */
    double staccato;   /* 0.01..10: length is multiplied by it; 0: off */
    double min_length; /* seconds; 0: off */

    int transpose;        /* semitones, -127..127 */
    int transpose_in_key; /* diatonic steps, -74..74 */
    int has_key;          /* 1: `key` is the key after transpose; 0: the file's key signatures */
    struct neume_key key;
    int find_key;   /* 1: `key` is found in the notes; where none is clear, has_key and key stand */
    int sign;       /* 1: the key, where there is one, becomes the file's only key signature */
    unsigned scale; /* notes go to the nearest of these pitch classes, C in bit 0, the lower of two; 0: off */
    int find_scale; /* 1: that of the key found in the notes; where none is clear, `scale` stands */
    enum neume_edit_beyond beyond;

    struct neume_edit_velocity velocity[NEUME_EDIT_MOST_VELOCITIES]; /* [velocities], in the order given */
    int velocities;

    double humanize;         /* seconds, the largest shift either way; 0: off */
    int humanize_velocity;   /* 0..127, likewise */
    unsigned long long seed; /* the same seed gives the same notes */

    int channel; /* 1..16: all channels but 10 move there; 0: off */
    int split;   /* 1..127: lower notes go to a track of their own; SPLIT_HANDS: the left hand's; 0: off */
    int program; /* 1..128, General MIDI's count; 0: off */
    const struct neume_edit_setup *setup; /* [setups], of the tracks with notes in their order, the last for all more */
    int setups;                           /* 0..NEUME_EDIT_MOST_SETUPS */
    double tempo;                         /* beats a minute, 4..960, from the start to the end; 0: off */
    enum neume_edit_keep keep;            /* beats: ticks stay; times: ticks move, seconds stay, to half a tick */
};

struct neume_edit_report {
    size_t notes;   /* before */
    size_t changed; /* in time, pitch, velocity or channel; a new tempo does not count */
    size_t dropped; /* all that went, */
    size_t beyond;  /* of these, or kept or folded: out of 0..127 */
    size_t merged;  /* of these: that fell together with another of their key */
    int has_key;    /* 1: `key` was given or found */
    struct neume_key key;
};

enum neume_edit_join { NEUME_JOIN_AFTER, NEUME_JOIN_PARALLEL };

#endif
