/* SPDX-License-Identifier: MIT
 *
 * The types of reader.h. */
#ifndef NEUME_DATASETS_READERS_READER_BASE_H
#define NEUME_DATASETS_READERS_READER_BASE_H

#include <stddef.h>

enum neume_truth_format {
    NEUME_FORMAT_AUTO = 0, /* by the ending of the name and by the content */
    NEUME_FORMAT_MIDI,     /* a Standard MIDI File; channel 10 holds drum hits */
    NEUME_FORMAT_CSV,      /* header onset,offset,pitch,velocity[,drum]; MIDI numbers; also Basic Pitch's header */
    NEUME_FORMAT_NOTES,    /* MIREX: onset offset Hz */
    NEUME_FORMAT_FRAMES,   /* MIREX: time Hz Hz ... */
    NEUME_FORMAT_MELODY,   /* time Hz; 0 or negative is unvoiced */
    NEUME_FORMAT_JAMS,     /* JSON Annotated Music Specification; also the JSON that neume writes */
    NEUME_FORMAT_SV,       /* Sonic Visualiser: layers of instants, values or notes, as text */
    NEUME_FORMAT_LABELS,   /* Audacity: start end label; label a pitch (60, C4) or a drum */
    NEUME_FORMAT_DRUMS,    /* time label */
    NEUME_FORMAT_MADMOM,   /* onset pitch [duration [velocity [channel]]]; MIDI numbers, velocity 0..127 */
    NEUME_FORMAT_BEATS,    /* time [number in the bar] */
    NEUME_FORMAT_ONSETS,   /* time; further columns are passed over */
    NEUME_FORMAT_SVL,      /* a layer as Sonic Visualiser saves it: notes, values or instants */
    NEUME_FORMAT_AUBIO,    /* what aubionotes prints: pitch onset offset; a time alone where silence begins and ends */
    NEUME_FORMAT_COUNT
};

/* "auto|midi|csv|...", in the order of the enum: for an options table. */
#define NEUME_TRUTH_FORMATS "auto|midi|csv|notes|frames|melody|jams|sv|labels|drums|madmom|beats|onsets|svl|aubio"

struct neume_reader_options {
    enum neume_truth_format format; /* default auto */
    int pedal;                      /* MIDI: the sustain pedal lengthens notes; default 0 */
};

/* What was wrong. An error has stopped the reading; warnings are what was read all the same: notes out of order, notes
 * of one pitch that overlap, labels of no known drum. */
struct neume_reader_remarks {
    enum neume_truth_format format; /* that was read */
    char error[160];                /* in a few words; empty where the status says it all */
    size_t error_line;              /* from 1; 0 where no line is to blame */
    char warning[160];              /* the first one */
    size_t warning_line;
    size_t warnings; /* how many lines or notes were warned of */
};

#endif
