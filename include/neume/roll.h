/* SPDX-License-Identifier: MIT
 *
 * Of libneume_render: piano rolls as pictures. Time runs to the right; a piece that is longer than the picture is wide
 * goes on in rows, which break at bar lines. */
#ifndef NEUME_ROLL_H
#define NEUME_ROLL_H

#include <stddef.h>

#include "neume/edit.h"
#include "neume/error.h"
#include "neume/progress.h"
#include "neume/sound.h"

NEUME_BEGIN_DECLS

/* What the colour of a note says. */
enum neume_roll_colour { NEUME_ROLL_BY_VELOCITY, NEUME_ROLL_BY_TRACK, NEUME_ROLL_BY_CHANNEL, NEUME_ROLL_BY_PITCH };

/* The colours of all else. */
enum neume_roll_theme { NEUME_ROLL_LIGHT, NEUME_ROLL_DARK };

/* What the upright lines are. */
enum neume_roll_grid { NEUME_ROLL_GRID_AUTO, NEUME_ROLL_GRID_BARS, NEUME_ROLL_GRID_SECONDS };

/* The lanes under a roll: a controller by its number, 0..119, or one of these. */
enum { NEUME_ROLL_BEND = 128, NEUME_ROLL_PRESSURE, NEUME_ROLL_VELOCITY, NEUME_ROLL_LANES };

enum { NEUME_ROLL_MOST_LANES = 16, NEUME_ROLL_MOST_ROWS = 500 };

/* The largest side of a picture, pixels. */
#define NEUME_ROLL_MOST_PIXELS 32000

/* What becomes of it. */
enum neume_picture_format { NEUME_PICTURE_SVG, NEUME_PICTURE_PNG };

/* Begins with its size, so that a later version may add to it; neume_picture_options_init() sets that and the defaults.
 * Borrows what it points to. */
struct neume_picture_options {
    size_t size;                      /* bytes; set by neume_picture_options_init() */
    enum neume_picture_format format; /* default SVG */
    double width;                     /* pixels, 64..32000; 0 (the default): as the music needs, 1600 at most in rows */
    double height;                    /* the same; 0 (the default): as the rows need */
    double zoom;                      /* pixels a second, 0.01..10000; 0 (the default): chosen */
    int rows;                         /* 1..500; 0 (the default): chosen */
    double from;                      /* seconds, where it begins; default 0 */
    double to;                        /* seconds, > from; 0 (the default): the end */
    int low;                          /* the lowest MIDI pitch shown, 0..127; -1 (the default): as the notes need */
    int high;                         /* the highest, low..127; -1 (the default): likewise */
    enum neume_roll_colour colour;    /* default by velocity */
    enum neume_roll_theme theme;      /* default light */
    enum neume_roll_grid grid;        /* default auto: bars where the file has a tempo of its own */
    int auto_lanes;                   /* 1 (the default): velocity, and what moves; 0: those of `lane` */
    int lane[NEUME_ROLL_MOST_LANES];  /* [lanes], from the top */
    size_t lanes;                     /* 0..NEUME_ROLL_MOST_LANES; default 0 */
    const char *title;                /* UTF-8; NULL (the default): none */
    double scale;                     /* 0.25..8: pixels of a PNG for one of the picture; default 1 */
    const struct neume_sound *sound;  /* the recording, to be shown under the notes; NULL (the default): none */
    int no_spectrogram;               /* 1: of the recording the waveform alone; default 0 */
    int no_waveform;                  /* 1: the spectrogram alone; default 0 */
    neume_progress_fn progress;       /* of reading the recording, or NULL (the default) */
    void *user;                       /* for `progress` */
};

/* Sets the size and the defaults. Never fails. */
NEUME_RENDER_API void neume_picture_options_init(struct neume_picture_options *options);

/* Draws a MIDI file in memory into a file, which appears whole or not at all; "-" is standard output. `options` NULL:
 * the defaults; `error` may be NULL. ARGUMENT: an option out of range, or a picture too large; UNSUPPORTED: format 2
 * with several tracks; the statuses of neume_transcribe() for the sound; NOT_FOUND, PERMISSION, DIRECTORY, NO_SPACE,
 * WRITE: the file; CANCELLED; MEMORY. */
NEUME_RENDER_API enum neume_status neume_roll_draw(const struct neume_smf *midi,
                                                   const struct neume_picture_options *options, const char *path,
                                                   struct neume_error *error);

/* The same to *bytes [*size], to be freed by neume_free(); NULL after a failure. The statuses that are of no file. */
NEUME_RENDER_API enum neume_status neume_roll_draw_memory(const struct neume_smf *midi,
                                                          const struct neume_picture_options *options, char **bytes,
                                                          size_t *size, struct neume_error *error);

NEUME_END_DECLS

#endif
