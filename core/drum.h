/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CORE_DRUM_H
#define NEUME_CORE_DRUM_H

#include <stddef.h>

#include "neume/drum.h"
#include "neume/note.h"

/* The keys of a drum, the best first; ends with a 0. XX has none. */
const uint8_t *neume_drum_keys(enum neume_drum drum);

/* The drum hits of notes in order of time. classes: 3 leaves kick, snare and hi-hat, 5 folds to
 * these, tom and cymbal (keys 36, 38, 42, 47, 49), 0 leaves them as they are. Of hits of one drum within `gap` seconds
 * of the last that stayed only the first stays, as loud as the loudest; where drums were folded, within 10 ms at least.
 */
void neume_drums_tidy(struct neume_notes *notes, int classes, double gap);

#endif
