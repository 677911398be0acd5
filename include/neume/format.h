/* SPDX-License-Identifier: MIT
 *
 * Notes in every format that neume writes, to a file or to memory. */
#ifndef NEUME_FORMAT_H
#define NEUME_FORMAT_H

#include <stddef.h>

#include "neume/beat.h"
#include "neume/error.h"
#include "neume/note.h"
#include "neume/pedal.h"

NEUME_BEGIN_DECLS

/* The formats. */
enum neume_format {
    NEUME_AS_MID,      /* a Standard MIDI File, format 1 */
    NEUME_AS_MIDI2,    /* a MIDI 2.0 clip file */
    NEUME_AS_MUSICXML, /* MusicXML 4.0, to read as sheet music; wants beats */
    NEUME_AS_CSV,      /* onset,offset,pitch,velocity[,drum][,part], in seconds and MIDI numbers, under a header */
    NEUME_AS_JSON,     /* {"notes": [...]}, with bends; by the installed notes.schema.json */
    NEUME_AS_JAMS,     /* JAMS 0.3 */
    NEUME_AS_MIREX,    /* onset, offset, Hz; or time and class where there are drums only */
    NEUME_AS_LABELS,   /* labels for Audacity */
    NEUME_AS_SV,       /* notes for Sonic Visualiser, as a table, */
    NEUME_AS_SVL,      /* and as a layer */
    NEUME_FORMATS
};

/* "mid", "midi2", ...; never NULL, "?" outside the range. */
NEUME_API const char *neume_format_name(enum neume_format format);

/* ".mid", ".midi2", ...; never NULL, "?" outside the range. */
NEUME_API const char *neume_format_ending(enum neume_format format);

/* The format that the ending of a path asks for; MID where it says nothing. */
NEUME_API enum neume_format neume_format_of_path(const char *path);

/* How notes become a Standard MIDI File. Begins with its size, so that a later version may add to it. */
struct neume_midi_options {
    size_t size;       /* bytes; set by neume_midi_options_init() */
    double tempo;      /* beats a minute written to the file, 4..960; times do not depend on it; default 120 */
    int bends;         /* bend curves; 0: none; 1: as the pitch bend of one channel, for a line; 2: as MPE; default 0 */
    double bend_range; /* semitones, 1..24; default 2; MPE has 48 */
    const char *name;  /* track name, or NULL */
    int loudness;   /* the controller, 2, 7 or 11, that follows how loud a note with expression is while it sounds, or
                     * 128: channel pressure. Its velocity is then that of its loudest moment. 0: none; default 0 */
    int brightness; /* 1: controller 74 follows how bright it is, 64 for the usual, 16 an octave; default 0 */
    const struct neume_beats *beats; /* beats and bars for the tempo map, where there are two or more, and `tempo` does
                                      * not count; borrowed; default NULL */
    int drum_lengths;                /* 1: drum hits last as long as their notes; 0 (the default): 50 ms */
    const struct neume_pedals *pedals; /* written as controller 64 of the pitched notes; keys go up where the pedal
                                        * alone may hold them; borrowed; default NULL */
};

/* Sets the size and the defaults. Never fails. */
NEUME_API void neume_midi_options_init(struct neume_midi_options *options);

/* Writes a format 1 file whose ticks are finer than 0.5 ms at every tempo. Pitched notes go to channel 1, those of
 * parts to a track and a channel for each part, with its program, with MPE to channels of their own from 2 on; drum
 * hits go to channel 10. The target is replaced only when the whole file is
 * written; "-" is standard output. `options` NULL: the defaults. ARGUMENT: an option or a note out of range; NOT_FOUND
 * (no such folder), PERMISSION, DIRECTORY, NO_SPACE, WRITE: the file; MEMORY. */
NEUME_API enum neume_status neume_notes_write_midi(const struct neume_notes *notes, const char *path,
                                                   const struct neume_midi_options *options);

/* How notes are written. Begins with its size, so that a later version may add to it. */
struct neume_write_options {
    size_t size;                    /* bytes; set by neume_write_options_init() */
    const char *title;              /* of the piece, UTF-8, for MusicXML and JAMS; NULL (the default): none */
    double duration;                /* seconds of the recording, >= 0; 0 (the default): up to the last note */
    double sample_rate;             /* Hz, >= 0, in which a layer of Sonic Visualiser counts; 0 (the default): 44100 */
    struct neume_midi_options midi; /* of MID, MIDI2 and MUSICXML; itself set by neume_write_options_init() */
};

/* Sets the sizes and the defaults. Never fails. */
NEUME_API void neume_write_options_init(struct neume_write_options *options);

/* Writes sorted notes to a file, which appears whole or not at all; "-" is standard output. `options` NULL: the
 * defaults. *left_out (or NULL): how many events or hits the format has no place for. `error` may be NULL. ARGUMENT: an
 * option, a note or the format out of range; NOT_FOUND (no such folder), PERMISSION, DIRECTORY, NO_SPACE, WRITE: the
 * file; MEMORY. */
NEUME_API enum neume_status neume_notes_write(const struct neume_notes *notes, enum neume_format format,
                                              const char *path, const struct neume_write_options *options,
                                              size_t *left_out, struct neume_error *error);

/* The same to *bytes [*size], which a 0 follows, to be freed by neume_free(); NULL after a failure. ARGUMENT, MEMORY.
 */
NEUME_API enum neume_status neume_notes_write_memory(const struct neume_notes *notes, enum neume_format format,
                                                     const struct neume_write_options *options, char **bytes,
                                                     size_t *size, size_t *left_out, struct neume_error *error);

/* Frees memory that neume handed out as bytes or samples. Takes NULL. */
NEUME_API void neume_free(void *memory);

NEUME_END_DECLS

#endif
