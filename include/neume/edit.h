/* SPDX-License-Identifier: MIT
 *
 * A MIDI file in memory: read, made of notes, edited, turned into notes, and written in every format. */
#ifndef NEUME_EDIT_H
#define NEUME_EDIT_H

#include <stddef.h>

#include "neume/error.h"
#include "neume/format.h"
#include "neume/note.h"

NEUME_BEGIN_DECLS

/* A Standard MIDI File in memory, event for event; of one thread at a time. */
struct neume_smf;

/* Reads a Standard MIDI File or a MIDI 2.0 clip. *left_out (or NULL): messages of a clip that MIDI 1.0 has no place
 * for. `error` may be NULL. NOT_FOUND, PERMISSION, DIRECTORY, READ, EMPTY, FORMAT, DAMAGED, UNSUPPORTED: the file;
 * MEMORY. On failure *midi is NULL. */
NEUME_API enum neume_status neume_midi_open(struct neume_smf **midi, const char *path, size_t *left_out,
                                            struct neume_error *error);

/* The same of bytes[size] in memory, which are not needed after the call. EMPTY, FORMAT, DAMAGED, UNSUPPORTED, MEMORY.
 */
NEUME_API enum neume_status neume_midi_open_memory(struct neume_smf **midi, const void *bytes, size_t size,
                                                   size_t *left_out, struct neume_error *error);

/* Makes a format 1 file of notes, with times in seconds. `options` NULL: the defaults; `error` may be NULL. ARGUMENT:
 * an option or a note out of range; MEMORY. On failure *midi is NULL. */
NEUME_API enum neume_status neume_midi_from_notes(struct neume_smf **midi, const struct neume_notes *notes,
                                                  const struct neume_midi_options *options, struct neume_error *error);

/* Takes NULL. */
NEUME_API void neume_midi_free(struct neume_smf *midi);

/* Appends all notes of all tracks to `notes`, in seconds, sorted; channel 10 is drums. pedal: 1: notes let go under the
 * sustain pedal sound until it comes up; 0: they end when they are let go. UNSUPPORTED: format 2 with several tracks;
 * MEMORY. On failure `notes` is as it was. */
NEUME_API enum neume_status neume_midi_notes(const struct neume_smf *midi, int pedal, struct neume_notes *notes);

/* Writes the file in any format, whole or not at all; "-" is standard output. Of `options` (NULL: the defaults) `midi`
 * does not count. *left_out (or NULL): events or hits that the format has no place for. `error` may be NULL. ARGUMENT,
 * UNSUPPORTED: what the format cannot hold; NOT_FOUND, PERMISSION, DIRECTORY, NO_SPACE, WRITE: the file; MEMORY. */
NEUME_API enum neume_status neume_midi_write(const struct neume_smf *midi, enum neume_format format, const char *path,
                                             const struct neume_write_options *options, size_t *left_out,
                                             struct neume_error *error);

/* The same to *bytes [*size], which a 0 follows, to be freed by neume_free(); NULL after a failure. ARGUMENT,
 * UNSUPPORTED, MEMORY. */
NEUME_API enum neume_status neume_midi_write_memory(const struct neume_smf *midi, enum neume_format format,
                                                    const struct neume_write_options *options, char **bytes,
                                                    size_t *size, size_t *left_out, struct neume_error *error);

/* A key. */
struct neume_key {
    int fifths; /* -7..7, flats negative */
    int minor;  /* 0 or 1 */
};

/* "Bb minor". Static; never NULL. key: in range. */
NEUME_API const char *neume_key_name(const struct neume_key *key);

/* The pitch classes of a scale, C in bit 0; the natural minor one of a minor key. */
NEUME_API unsigned neume_key_scale(const struct neume_key *key);

/* "Bb minor", "Bb:min", "Bbm", "F#" (major), whatever the case of all but the flat. Returns 0, or -1 where the text is
 * none of it or has more than seven sharps or flats. */
NEUME_API int neume_key_parse(const char *text, struct neume_key *key);

/* The pitch classes, C in bit 0, of a key as above, or of a tonic and a scale, "D dorian", "A:blues": major, minor,
 * harmonic-minor, melodic-minor, dorian, phrygian, lydian, mixolydian, locrian, pentatonic, minor-pentatonic, blues,
 * whole-tone, chromatic. Returns 0, or -1 where the text is none of it. */
NEUME_API int neume_scale_parse(const char *text, unsigned *scale);

/* A note value: a straight 1/16 is {16, 1, 1}; triplets, 2 in the time of 3, {16, 2, 3}; dotted {16, 3, 2}. */
struct neume_note_value {
    int denominator; /* a power of two, 1..128; 0: none */
    int times;       /* 1..3: the value is 1 / denominator * times / per of a whole note */
    int per;         /* 1..3 */
};

/* How velocities 1..127 are changed; what comes out is brought into that range. */
enum neume_edit_velocity_kind {
    NEUME_VELOCITY_SCALE,    /* v * value; value 0..16 */
    NEUME_VELOCITY_ADD,      /* v + value; -127..127 */
    NEUME_VELOCITY_COMPRESS, /* mean + (v - mean) / value; 0.1..100, below 1 expands */
    NEUME_VELOCITY_CURVE,    /* 127 * (v / 127) ^ value; 0.1..10 */
    NEUME_VELOCITY_FIXED,    /* value; 1..127 */
};

/* One change of velocities. */
struct neume_edit_velocity {
    enum neume_edit_velocity_kind kind; /* what is done */
    double value;                       /* in the range of its kind */
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
    int volume;       /* 0..127; -1: off */
    int pan;          /* 0..127, 64 the middle; -1: off */
    const char *name; /* or NULL */
};

enum { NEUME_EDIT_MOST_SETUPS = 16 };

/* For neume_edit_options.split: by hand. */
#define NEUME_SPLIT_HANDS (-1)

/* What a new tempo leaves as it is. */
enum neume_edit_keep { NEUME_KEEP_BEATS, NEUME_KEEP_TIMES };

/* What to edit. Begins with its size, so that a later version may add to it; neume_edit_options_init() sets that and
 * makes every edit a no-op. */
struct neume_edit_options {
    size_t size;          /* bytes; set by neume_edit_options_init() */
    int division;         /* ticks a quarter note, 24..32767, before all else; SMPTE frames at 120 BPM; 0: off */
    int first_bar;        /* the first bar that is kept, from 1; 0: all are */
    int last_bar;         /* the last, first_bar..; later bars are moved to the start of the file */
    double merge_repeats; /* seconds, the longest gap between two notes of a key that become one; negative: off */
    double drop_short;    /* seconds; shorter notes go; 0: off */
    int drop_weak;        /* 1..127; softer notes go; 0: off */

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
    struct neume_key key; /* as has_key says */
    int find_key;         /* 1: `key` is found in the notes; where none is clear, has_key and key stand */
    int sign;             /* 1: the key, where there is one, becomes the file's only key signature */
    unsigned scale;       /* notes go to the nearest of these pitch classes, C in bit 0, the lower of two; 0: off */
    int find_scale;       /* 1: that of the key found in the notes; where none is clear, `scale` stands */
    enum neume_edit_beyond beyond; /* of transpose and transpose_in_key */

    struct neume_edit_velocity velocity[NEUME_EDIT_MOST_VELOCITIES]; /* [velocities], in the order given */
    int velocities;                                                  /* 0..NEUME_EDIT_MOST_VELOCITIES */

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

/* What an edit did, in notes. */
struct neume_edit_report {
    size_t notes;         /* before */
    size_t changed;       /* in time, pitch, velocity or channel; a new tempo does not count */
    size_t dropped;       /* all that went, */
    size_t beyond;        /* of these, or kept or folded: out of 0..127 */
    size_t merged;        /* of these: that fell together with another of their key */
    int has_key;          /* 1: `key` was given or found */
    struct neume_key key; /* of the notes after the edit */
};

/* Sets the size, and makes every edit a no-op. Never fails. */
NEUME_API void neume_edit_options_init(struct neume_edit_options *options);

/* setup: [count]; leaves all tracks as they are. Never fails. */
NEUME_API void neume_edit_setup_init(struct neume_edit_setup *setup, size_t count);

/* Edits a file, in the fixed order of `neume help edit`, and leaves all else as it is. `report` may be NULL. ARGUMENT:
 * an option out of range, a grid finer than a tick, a first bar beyond the last event, a note out of 0..127 with
 * NEUME_BEYOND_REFUSE. UNSUPPORTED: format 2 with several tracks; bars, quantise, groove and tempo on a file that stays
 * with a SMPTE division. NOT_FOUND: transposing in key where neither the file nor the options have one. MEMORY. After a
 * failure the file is valid, but holds some of the edits. */
NEUME_API enum neume_status neume_edit(struct neume_smf *midi, const struct neume_edit_options *options,
                                       struct neume_edit_report *report);

NEUME_END_DECLS

#endif
