/* SPDX-License-Identifier: MIT
 *
 * From performed to written time, and from notes to hands and voices. */
#ifndef NEUME_MIDI_NOTATION_NOTATION_QUANTIZE_H
#define NEUME_MIDI_NOTATION_NOTATION_QUANTIZE_H

#include "midi/notation/notation_private.h"
#include "neume/status.h"

/* Puts the notes on the rhythm that they most likely mean: raw[part->count]. Notes that were played one after the other
 * are written so. MEMORY. */
enum neume_status neume_notation_quantize(const struct neume_notation *n, struct neume_notation_part *part,
                                          const struct neume_notation_raw *raw);

/* Of sorted notes: one staff or two, and which hand plays what; then the voices of each staff. */
void neume_notation_staves(struct neume_notation_part *part);
void neume_notation_voices(struct neume_notation_part *part);

#endif
