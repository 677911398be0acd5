/* SPDX-License-Identifier: MIT
 *
 * The rhythm that was most likely meant by onsets as they were played: each quarter is cut in two or in three, as deep
 * as its onsets ask for. An onset lies about its place with a normal distribution; how likely a place is at all, is
 * learned from the part, and whether quarters are cut in three, also from the bar (Cemgil, Desain and Kappen, "Rhythm
 * quantization for transcription", Computer Music Journal 24, 2000). */
#ifndef NEUME_MIDI_NOTATION_NOTATION_GRID_H
#define NEUME_MIDI_NOTATION_NOTATION_GRID_H

#include "midi/notation/notation_private.h"

/* An onset, and what it becomes. */
struct neume_notation_onset {
    size_t bar, quarter; /* that it belongs to; a little before the beat is the beat */
    double x;            /* in the quarter, of NEUME_QUARTER; may be a little below 0 */
    size_t note;
    int place;     /* where it is written in the quarter, 0..NEUME_QUARTER */
    uint8_t three; /* 1: the quarter is cut in three */
};

/* Finds the places of onset[count], sorted by bar, quarter and x. Answers whether they all lie on lines: such music was
 * written, not played. */
int neume_notation_grid(const struct neume_notation *n, struct neume_notation_onset *onset, size_t count);

/* Where what lies at x in a quarter would lie if the eighths were straight; and all other quarters as they are. */
double neume_notation_unswing(const struct neume_notation *n, double x);

/* Where the second eighth of quarters lies on the whole: of NEUME_QUARTER, or 0 if eighths are straight. x[count]:
 * where in its quarter each onset of the piece lies, 0..NEUME_QUARTER; its order is lost. */
double neume_notation_swing(double *x, size_t count);

#endif
