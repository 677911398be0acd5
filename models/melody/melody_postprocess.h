/* SPDX-License-Identifier: MIT
 *
 * The notes of one line from their tracker to the caller: slips of the tracker are mended, the tuning of the recording
 * is estimated, and pitches are rounded relative to it. */
#ifndef NEUME_MODELS_MELODY_MELODY_POSTPROCESS_H
#define NEUME_MODELS_MELODY_MELODY_POSTPROCESS_H

#include <stddef.h>

#include "neume/note.h"
#include "neume/options.h"

/* What a note of a line has besides its place. */
struct neume_melody_notes_trait {
    float pitch;     /* mean, MIDI pitch with its fraction */
    float sounds[3]; /* logits, mean: what the network hears of the key under the nearest, of that, of that over it */
    float loudest;   /* dB of full scale, of its beginning */
    int articulated; /* 1: it begins with a stroke of its own, or after a silence */
    int joined;      /* 1: it follows the note before it without a pause, which so lasts until it begins */
};

struct neume_melody_notes {
    struct neume_notes notes; /* in time, none overlaps; bends are MIDI pitch in cents, expression dB of full scale */
    struct neume_melody_notes_trait *trait; /* [notes.count] */
    size_t capacity;
};

/* A zeroed line is empty and valid; neume_melody_notes_release() frees what it holds and leaves it so. */
void neume_melody_notes_release(struct neume_melody_notes *line);
void neume_melody_notes_clear(struct neume_melody_notes *line);

/* Appends a note with its curve and expression; `note` gives onset, offset, confidence and the counts. The note before
 * it ends where it begins, if not sooner, or if joined. MEMORY. */
enum neume_status neume_melody_notes_push(struct neume_melody_notes *line, const struct neume_note *note,
                                          const struct neume_melody_notes_trait *trait, const struct neume_bend *bend,
                                          const struct neume_expression *expression);

/* Joins what the tracker tore: a moment at a common period of two notes (the echo of the one under the beginning of the
 * other) goes to the note that follows or was, and so does a partial that outlives its note. */
void neume_melody_notes_mend(struct neume_melody_notes *line);

/* Hz of the A that the notes are tuned to, within half a semitone of 440; 440 where they agree on none, or are few.
 * By the mean of the pitches' fractions on a circle, weighted with the notes' lengths. */
double neume_melody_notes_tuning(const struct neume_melody_notes *line);

/* Appends the notes within the options' range and length to `out`, rounded to semitones of a scale with A at `tuning`
 * Hz; `full` dB is velocity 127. MEMORY. */
enum neume_status neume_melody_notes_hand_out(struct neume_melody_notes *line, const struct neume_options *options,
                                              double tuning, float full, struct neume_notes *out);

#endif
