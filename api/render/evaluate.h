/* SPDX-License-Identifier: MIT */
#ifndef NEUME_API_RENDER_EVALUATE_H
#define NEUME_API_RENDER_EVALUATE_H

#include "datasets/readers/truth.h"
#include "neume/evaluate.h"
#include "neume/note.h"

struct neume_api_evaluate_options {
    int drums;  /* 1: drum hits alone; an estimate without any scores 0 */
    double lag; /* seconds that were taken off the estimate's times */
    int lagged; /* 1: that is a figure too */
    int rounds; /* 1: estimated pitches are rounded to whole MIDI numbers, as a MIDI file could say no more */
};

/* Every measure that the two allow; none is no error. MEMORY, ARGUMENT. */
enum neume_status neume_api_evaluate(const struct neume_truth *reference, const struct neume_truth *estimate,
                                     const struct neume_api_evaluate_options *options, struct neume_scores *evaluation);

/* Appends what notes say, as neume's own files have them: all that begins is a note or a hit. MEMORY. */
enum neume_status neume_api_truth_of_notes(struct neume_truth *truth, const struct neume_notes *notes);

#endif
