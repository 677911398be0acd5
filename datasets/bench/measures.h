/* SPDX-License-Identifier: MIT
 *
 * The figures that a bench reports, each described once: for the table, the JSON and the page. */
#ifndef NEUME_DATASETS_BENCH_MEASURES_H
#define NEUME_DATASETS_BENCH_MEASURES_H

#include "datasets/bench/stats.h"

/* In the order of the table's columns. */
enum neume_measure {
    NEUME_NOTE_P,
    NEUME_NOTE_R,
    NEUME_NOTE_F,
    NEUME_NOTEOFF_F,
    NEUME_NOTEVEL_F,
    NEUME_NOTEVOFF_F,
    NEUME_ONSET_P,
    NEUME_ONSET_R,
    NEUME_ONSET_F,
    NEUME_DRUM_F,
    NEUME_DRUM_MICRO,
    NEUME_DRUM_CLASS_F, /* and four more: KD SD HH TT CY */
    NEUME_DRUM_F30 = NEUME_DRUM_CLASS_F + 5,
    NEUME_DRUM_CLASS_F30, /* and four more */
    NEUME_MELODY_RPA = NEUME_DRUM_CLASS_F30 + 5,
    NEUME_MELODY_RCA,
    NEUME_MELODY_OA,
    NEUME_MELODY_VR,
    NEUME_MELODY_VFA,
    NEUME_BEAT_F,
    NEUME_MULTIPITCH_ACC,
    NEUME_LAG_MS,
    NEUME_OVERLAP, /* from here on in the JSON alone */
    NEUME_DRUM_MICRO30,
    NEUME_MEASURE_COUNT
};

/* Events counted in one clip, from which pooled figures are made. */
enum neume_tally_kind {
    NEUME_TALLY_NOTE,
    NEUME_TALLY_NOTEOFF,
    NEUME_TALLY_NOTEVEL,
    NEUME_TALLY_NOTEVOFF,
    NEUME_TALLY_ONSET,
    NEUME_TALLY_DRUM_CLASS,                                /* and four more, at 50 ms */
    NEUME_TALLY_DRUM_CLASS30 = NEUME_TALLY_DRUM_CLASS + 5, /* and four more, at 30 ms */
    NEUME_TALLY_COUNT = NEUME_TALLY_DRUM_CLASS30 + 5
};

enum neume_pooling {
    NEUME_POOL_NONE, /* a mean over clips only */
    NEUME_POOL_PRECISION,
    NEUME_POOL_RECALL,
    NEUME_POOL_F
};

struct neume_measure_info {
    const char *name;  /* "note_F" */
    const char *words; /* "notes: onset and pitch, F" */
    int shown;         /* 1: a column of the table */
    int compared;      /* 1: two results are compared by it */
    int lower;         /* 1: less is better */
    enum neume_pooling pooling;
    int tally, tallies; /* the first of enum neume_tally_kind, and how many are added up */
};

extern const struct neume_measure_info neume_measures[NEUME_MEASURE_COUNT];

/* The measure of that name, or -1. */
int neume_measure_find(const char *name);

/* What the measure adds up, from one clip's tallies. */
struct neume_tally neume_measure_tally(enum neume_measure measure, const struct neume_tally *tally);

#endif
