/* SPDX-License-Identifier: MIT
 *
 * MusicXML 4.0 (W3C Music Notation Community Group), score-partwise: what notation programs open as sheet music. */
#ifndef NEUME_MIDI_NOTATION_MUSICXML_H
#define NEUME_MIDI_NOTATION_MUSICXML_H

#include <stdio.h>

#include "midi/file/smf.h"

/* Writes the notation of a file (midi/notation/notation.h); `title` in UTF-8, or NULL. UNSUPPORTED: a SMPTE division,
 * format 2 with several tracks, over NEUME_MOST_BARS or NEUME_MOST_QUARTERS. */
enum neume_status neume_musicxml_write_stream(const struct neume_smf *smf, const char *title, FILE *stream);

#endif
