/* SPDX-License-Identifier: MIT
 *
 * What a comparison knows beyond its few numbers, for whoever shows it: the page of `compare -o`, or the places that
 * `compare` prints. Times are seconds on the recording's clock; the MIDI is already shifted to it where it was. */
#ifndef NEUME_CLI_PAGES_REPORT_DATA_H
#define NEUME_CLI_PAGES_REPORT_DATA_H

#include <stddef.h>

/* One measure over time: value[i] holds for start + i * hop .. start + (i + 1) * hop. */
struct cli_curve {
    const char *key;   /* for scripts: "missing" */
    const char *label; /* for people: "missing energy" */
    const char *unit;  /* "dB", or "" */
    double start, hop; /* seconds */
    double low, high;  /* what the axis spans */
    float *value;      /* [count], finite */
    size_t count;
};

enum cli_place_kind {
    CLI_PLACE_MISSING, /* heard in the recording, not in the MIDI: a hint at a missed note */
    CLI_PLACE_EXTRA,   /* heard in the MIDI only */
    CLI_PLACE_SHIFTED, /* in both, but not at the same time; with a reference only */
};

struct cli_place {
    double start, end; /* seconds */
    enum cli_place_kind kind;
    int pitch;      /* MIDI pitch, or -1 where none is known */
    double score;   /* 0..1, how much of the difference lies here; the list falls in it */
    char words[96]; /* "G4, 14 dB over the MIDI" */
};

/* A number for the head of the page. */
struct cli_figure {
    const char *key, *label, *unit;
    double value; /* NAN where it is not known */
    int decimals;
    const char *words; /* what a good value is: "1: the same harmony" */
};

/* With a reference: what became of each of its notes, and which notes of the MIDI are none of its. */
enum cli_verdict { CLI_NOTE_FOUND, CLI_NOTE_MISSED, CLI_NOTE_EXTRA, CLI_NOTE_SHIFTED };
struct cli_judged_note {
    double onset, offset; /* seconds */
    int pitch, drum;
    enum cli_verdict verdict;
};

/* Zeroed is empty and valid. */
struct cli_report_data {
    struct cli_curve *curve;
    size_t curve_count;
    struct cli_place *place; /* the most different first */
    size_t place_count;
    struct cli_figure *figure;
    size_t figure_count;
    struct cli_judged_note *note; /* by onset; empty without a reference */
    size_t note_count;
    int other_music;   /* 1 where the MIDI is not that of this recording */
    char verdict[160]; /* "this MIDI is not of this recording: ..."; or what one sees at once */
};

/* Frees what it holds and leaves it empty. Takes NULL. */
void neume_cli_report_data_release(struct cli_report_data *data);

#endif
