/* SPDX-License-Identifier: MIT
 *
 * The sustain pedal as a pianist would read it: put on the notes and beats that it was meant for, and where it is
 * lifted and taken again at once, changed. */
#ifndef NEUME_MIDI_NOTATION_NOTATION_PEDAL_H
#define NEUME_MIDI_NOTATION_NOTATION_PEDAL_H

#include "midi/file/smf.h"
#include "midi/notation/notation_private.h"

enum neume_status neume_notation_pedals(struct neume_notation *n, const struct neume_notation_ticks *ticks,
                                        const struct neume_smf *smf);

#endif
