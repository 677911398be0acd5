/* SPDX-License-Identifier: MIT
 *
 * The types of roll.h. */
#ifndef NEUME_MIDI_ROLL_ROLL_BASE_H
#define NEUME_MIDI_ROLL_ROLL_BASE_H

#include <stddef.h>
#include <stdint.h>

#include "neume/roll.h"
#include "neume/status.h"

/* The recording under the notes: what cli/ brings from analysis/. Borrowed. */
struct neume_roll_sound {
    double per_second;      /* columns */
    size_t columns;         /* column c is of the time (c + 0.5) / per_second; */
    const uint8_t *level;   /* [columns][bins], 0 silent .. 255 loudest; NULL: no spectrogram */
    size_t bins;            /* from low to high */
    double bins_a_semitone; /* > 0 */
    double low;             /* the MIDI pitch that bin 0 is centred on */
    const uint8_t *peak;    /* [columns], magnitude, 255 is full scale; NULL: no waveform */
};

struct neume_roll_options {
    double width, height; /* pixels, 64..32000; 0: as the music needs, 1600 wide at most where it goes on in rows */
    double zoom;          /* pixels a second, 0.01..10000; 0: chosen */
    int rows;             /* 1..500; 0: chosen */
    double from, to;      /* seconds, 0 <= from < to; to 0: the end */
    int low, high;        /* MIDI pitches that are shown, 0..127; -1: as the notes need */
    enum neume_roll_colour colour;
    enum neume_roll_theme theme;
    enum neume_roll_grid grid;       /* auto: bars where the file has a tempo of its own */
    int lane[NEUME_ROLL_MOST_LANES]; /* from the top; ignored with auto_lanes */
    size_t lanes;
    int auto_lanes;    /* 1, the default: velocity, and the bends and controllers that move, the usual six */
    const char *title; /* UTF-8, or NULL for none */
    double scale;      /* 0.25..8: pixels of a PNG for one of the picture; default 1 */
    const struct neume_roll_sound *sound; /* or NULL */
};

/* Where all is, in pixels from the upper left. */
struct neume_roll_row {
    double from, to; /* seconds; `to` of the last row may be short of what its width would hold */
    double y;        /* of its upper edge */
};

struct neume_roll_layout {
    double width, height;
    double left, right;         /* where time begins and ends in a row */
    double zoom;                /* pixels a second */
    struct neume_roll_row *row; /* [rows] */
    size_t rows;
    int low, high;     /* pitches shown; high < low: no pitched notes */
    double key_height; /* of a semitone */
    int drum[128];     /* the keys of the drum section, from the top */
    size_t drums;      /* 0: no drum section */
    double drum_height;
    int lane[NEUME_ROLL_MOST_LANES];
    size_t lanes;
    int bars;        /* 1: the grid is of bars and beats; 0: of seconds */
    double from, to; /* what is shown of the piece, seconds */
    /* From a row's upper edge: */
    double ruler_y, wave_y, wave_height, keys_y, drums_y, lanes_y, row_height; /* wave_height 0: no waveform */
};
#define NEUME_ROLL_LANE_HEIGHT 44.0 /* pixels, with the gap under it */

#endif
