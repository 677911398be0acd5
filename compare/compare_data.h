/* SPDX-License-Identifier: MIT
 *
 * What a comparison knows beyond its few numbers, for whoever shows it: the page of `compare -o`, or the places that
 * `compare` prints. Times are seconds on the recording's clock; the MIDI is already shifted to it where it was. */
#ifndef NEUME_COMPARE_COMPARE_DATA_H
#define NEUME_COMPARE_COMPARE_DATA_H

#include <stddef.h>

#include "neume/render.h"

/* One measure over time: value[i] holds for start + i * hop .. start + (i + 1) * hop. */
struct neume_compare_curve {
    const char *key;   /* for scripts: "missing" */
    const char *label; /* for people: "missing energy" */
    const char *unit;  /* "dB", or "" */
    double start, hop; /* seconds */
    double low, high;  /* what the axis spans */
    float *value;      /* [count], finite */
    size_t count;
};

/* A number for the head of the page. */
struct neume_compare_figure {
    const char *key, *label, *unit;
    double value; /* NAN where it is not known */
    int decimals;
    const char *words; /* what a good value is: "1: the same harmony" */
};

/* With a reference: what became of each of its notes, and which notes of the MIDI are none of its. */
enum neume_compare_verdict { NEUME_NOTE_FOUND, NEUME_NOTE_MISSED, NEUME_NOTE_EXTRA, NEUME_NOTE_SHIFTED };
struct neume_compare_note {
    double onset, offset; /* seconds */
    int pitch, drum;
    enum neume_compare_verdict verdict;
};

/* Zeroed is empty and valid. */
struct neume_compare_data {
    struct neume_compare_curve *curve;
    size_t curve_count;
    struct neume_compare_place *place; /* the most different first */
    size_t place_count;
    struct neume_compare_figure *figure;
    size_t figure_count;
    struct neume_compare_note *note; /* by onset; empty without a reference */
    size_t note_count;
    int other_music;   /* 1 where the MIDI is not that of this recording */
    char verdict[160]; /* "this MIDI is not of this recording: ..."; or what one sees at once */
};

/* Frees what it holds and leaves it empty. Takes NULL. */
void neume_compare_data_release(struct neume_compare_data *data);

#endif
