/* SPDX-License-Identifier: MIT
 *
 * The truth about every note, where a reference is given. */
#ifndef NEUME_COMPARE_SCORE_REFERENCE_H
#define NEUME_COMPARE_SCORE_REFERENCE_H

#include "compare/compare_result.h"
#include "neume/error.h"
#include "neume/note.h"

/* What became of the reference's notes and hits, by the rules of `neume eval`: within 50 ms and on the same pitch, or
 * of the same of five drums. Of what is left, a missed and an extra note of the same pitch within 0.5 s are one that is
 * shifted. `written` is on the recording's clock, but is judged as the MIDI has it, as eval does. Pushes to data->note
 * (of drums `pitch` is the class, enum neume_drum_class), and takes the places from these instead of from what is
 * heard. The statuses of neume_truth_read(); EMPTY where the file has neither notes nor hits. */
enum neume_status neume_compare_score_reference(const char *reference, const struct neume_notes *written,
                                                struct neume_compare_result *comparison, struct neume_error *error);

/* The same of notes and hits in memory, of which there may be none. MEMORY. */
enum neume_status neume_compare_score_notes(const struct neume_notes *reference, const struct neume_notes *written,
                                            struct neume_compare_result *comparison, struct neume_error *error);

#endif
