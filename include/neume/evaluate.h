/* SPDX-License-Identifier: MIT
 *
 * Of libneume_render: how right a transcription is, by the measures of mir_eval. */
#ifndef NEUME_EVALUATE_H
#define NEUME_EVALUATE_H

#include <stddef.h>

#include "neume/error.h"
#include "neume/note.h"

NEUME_BEGIN_DECLS

/* How many there is room for. */
enum { NEUME_MOST_SCORES = 128 };

/* One measure. The names are those of `neume eval` and `neume bench`. */
struct neume_scored {
    const char *group; /* "notes", "onsets", "drums", "pitches by frame", "melody", "beats", "lag"; static */
    char name[24];     /* "note_F" */
    double value;      /* NaN where it cannot be told, as velocities where the reference has but one */
};

/* All that the two allow. */
struct neume_scores {
    struct neume_scored score[NEUME_MOST_SCORES]; /* [count], groups together */
    size_t count;                                 /* of measures */
};

/* Begins with its size, so that a later version may add to it. */
struct neume_evaluate_options {
    size_t size;       /* bytes; set by neume_evaluate_options_init() */
    int drums;         /* 1: drum hits alone; an estimate without any scores 0; default 0 */
    int exact_pitches; /* 1: estimated pitches as they are; 0 (the default): rounded to whole MIDI numbers */
    int no_pedal;      /* 1: notes of a MIDI reference end when the key is let go, also under the pedal; default 0 */
    double lag;        /* seconds, -10..10, that are taken off the estimate's times, + is late; default 0 */
};

/* Sets the size and the defaults. Never fails. */
NEUME_RENDER_API void neume_evaluate_options_init(struct neume_evaluate_options *options);

/* Scores a file against a file of the truth, each of any kind that `neume eval` reads. `options` NULL: the defaults;
 * `error` may be NULL. No measures: the two have nothing in common. ARGUMENT: an option out of range; NOT_FOUND,
 * PERMISSION, DIRECTORY, READ, FORMAT, DAMAGED: a file, with the line in `error`; MEMORY. On failure there are none. */
NEUME_RENDER_API enum neume_status neume_evaluate_files(const char *reference, const char *estimate,
                                                        const struct neume_evaluate_options *options,
                                                        struct neume_scores *scores, struct neume_error *error);

/* The same of notes and hits in memory, in seconds. ARGUMENT, MEMORY. */
NEUME_RENDER_API enum neume_status neume_evaluate_notes(const struct neume_notes *reference,
                                                        const struct neume_notes *estimate,
                                                        const struct neume_evaluate_options *options,
                                                        struct neume_scores *scores, struct neume_error *error);

/* The measure of this name, 0..1 but for milliseconds and counts; NaN where there is none. */
NEUME_RENDER_API double neume_score_value(const struct neume_scores *scores, const char *name);

NEUME_END_DECLS

#endif
