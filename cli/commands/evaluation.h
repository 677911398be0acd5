/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_COMMANDS_EVALUATION_H
#define NEUME_CLI_COMMANDS_EVALUATION_H

#include "datasets/readers/truth.h"

enum { CLI_FIGURES = 128 };

/* One figure of a comparison. The names are those of `neume bench`, and more. */
struct cli_figure {
    const char *group; /* "notes", "onsets", "drums", "pitches by frame", "melody", "beats" */
    char name[24];     /* "note_F" */
    double value;      /* NaN where it cannot be told, as velocities where the reference has but one */
};

struct cli_evaluation {
    struct cli_figure figure[CLI_FIGURES]; /* [count], groups together */
    size_t count;
};

struct cli_evaluation_options {
    int drums;  /* 1: drum hits alone; an estimate without any scores 0 */
    double lag; /* seconds that were taken off the estimate's times */
    int lagged; /* 1: that is a figure too */
    int rounds; /* 1: estimated pitches are rounded to whole MIDI numbers, as a MIDI file could say no more */
};

/* Every measure that the two allow; none is no error. MEMORY, ARGUMENT. */
enum neume_status neume_cli_evaluate(const struct neume_truth *reference, const struct neume_truth *estimate,
                                     const struct cli_evaluation_options *options, struct cli_evaluation *evaluation);

#endif
