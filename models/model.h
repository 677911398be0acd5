/* SPDX-License-Identifier: MIT
 *
 * One interface for every transcriber: audio of one kind of music goes in at the rate that the model asks for, note
 * events come out. A model computes its features with analysis/ and keeps its decoder behind this. */
#ifndef NEUME_MODELS_MODEL_H
#define NEUME_MODELS_MODEL_H

#include <stddef.h>

#include "neume/note.h"
#include "neume/options.h"

struct neume_transcriber; /* one stream's state */

struct neume_model {
    const char *name;
    double sample_rate; /* Hz: what process() must be fed */
    enum neume_status (*create)(struct neume_transcriber **out, const struct neume_options *options);
    enum neume_status (*process)(struct neume_transcriber *t, const float *samples, size_t count,
                                 struct neume_notes *out);
    enum neume_status (*flush)(struct neume_transcriber *t, struct neume_notes *out);
    void (*reset)(struct neume_transcriber *t);
    void (*free)(struct neume_transcriber *t);
};

/* The base of every model's state. */
struct neume_transcriber {
    const struct neume_model *model;
    double tuning;  /* Hz of A4, after flush(); 0 where the model does not ask for it */
    double pitched; /* share of the sounding time in which a pitch was heard, after flush(); melody only */
};

#endif
