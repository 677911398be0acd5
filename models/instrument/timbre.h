/* SPDX-License-Identifier: MIT
 *
 * What family of instruments a note is played by: a few measures of how it begins, what its partials are and how they
 * fade (as in Peeters et al., "The Timbre Toolbox", JASA 2011), and a small network over them
 * (models/train/instrument/timbre_train.py). */
#ifndef NEUME_MODELS_INSTRUMENT_TIMBRE_H
#define NEUME_MODELS_INSTRUMENT_TIMBRE_H

#include <stddef.h>

#include "neume/status.h"

enum { NEUME_TIMBRE_FAMILIES = 9, NEUME_TIMBRE_FEATURES = 24, NEUME_TIMBRE_PARTIALS = 10 };

/* Seconds before a note's onset and after it that its measures look at. */
extern const double neume_timbre_before, neume_timbre_after;

/* What the family is called, and the General MIDI program 1..128 that stands for it. family: 0..FAMILIES - 1. */
const char *neume_timbre_name(int family);
int neume_timbre_program(int family);

/* feature: [NEUME_TIMBRE_FEATURES], finite. x: [count] samples, of which onset is the note's first; length: seconds
 * that it sounds; pitch: MIDI. 0 where too little of it is there: 0.15 s, or too quiet to tell from nothing. */
int neume_timbre_describe(const float *x, size_t count, size_t onset, double sample_rate, double length, double pitch,
                          float *feature);

/* Sums what notes say. */
struct neume_timbre {
    double log_probability[NEUME_TIMBRE_FAMILIES]; /* of each family, summed over the notes */
    size_t notes;
};

/* feature: [notes][NEUME_TIMBRE_FEATURES]. MEMORY. */
enum neume_status neume_timbre_hear(struct neume_timbre *t, const float *feature, size_t notes);

/* The likeliest family, and how likely: 0..1. -1 where no note was heard. */
int neume_timbre_family(const struct neume_timbre *t, double *confidence);

#endif
