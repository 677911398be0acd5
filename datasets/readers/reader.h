/* SPDX-License-Identifier: MIT
 *
 * The files in which notes, hits, onsets, pitch curves and beats are exchanged. */
#ifndef NEUME_DATASETS_READERS_READER_H
#define NEUME_DATASETS_READERS_READER_H

#include "datasets/readers/reader_base.h"
#include "datasets/readers/truth.h"

/* "midi", "csv", ...; "?" outside the range. */
const char *neume_truth_format_name(enum neume_truth_format format);

/* Fills an initialised `truth` (what it held is released first), sorted. `options` NULL: the defaults. `remarks` may
 * be NULL. On failure `truth` is empty.
 * NOT_FOUND, PERMISSION, DIRECTORY, READ: the file. FORMAT: no kind that is read here. DAMAGED: remarks->error says
 * what is wrong and in which line: a malformed line, a time that is negative or no number, an offset before its onset,
 * a pitch outside 0..127, a frequency outside 1..20000 Hz, Hz where MIDI numbers belong, frames whose time falls. A
 * file of no bytes or of comments alone is an empty list. */
enum neume_status neume_truth_read(struct neume_truth *truth, const char *path,
                                   const struct neume_reader_options *options, struct neume_reader_remarks *remarks);

#endif
