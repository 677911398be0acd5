/* SPDX-License-Identifier: MIT
 *
 * A line is a line: of a recording in which hardly ever two notes sound at a time, what sounds under another note is
 * not played but part of it. An overblown flute still sounds its lower octave, twenty decibels down; a room holds on to
 * the note before. Whether a recording is a line only the whole of it tells: music in octaves has other chords too, or
 * octaves of one strength. */
#ifndef NEUME_MODELS_POLY_POLY_LINE_H
#define NEUME_MODELS_POLY_POLY_LINE_H

#include <stddef.h>

#include "neume/note.h"
#include "neume/options.h"

/* note[count]: all of a recording, in any order, those of one pitch one after another; strike[count]: dB of each. The
 * notes that the recording is better without get the offset of their onset. MEMORY */
enum neume_status neume_poly_line_mend(struct neume_note *note, const float *strike, size_t count);

#endif
