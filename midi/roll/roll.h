/* SPDX-License-Identifier: MIT
 *
 * Piano rolls as pictures: one drawing, by cairo, to SVG or PNG. Time runs to the right; a piece that is longer than
 * the picture is wide goes on in rows, which break at bar lines, as in printed music. A row has, from the top: a ruler,
 * the waveform where one is given, the pitched notes beside a keyboard, the drums by name, and the lanes. */
#ifndef NEUME_MIDI_ROLL_ROLL_H
#define NEUME_MIDI_ROLL_ROLL_H

#include <stdio.h>

#include "midi/roll/roll_base.h"
#include "midi/roll/roll_score_base.h"

/* Write the picture, whole or not at all; `path` may be "-". ARGUMENT as above; the statuses of core/output.h. */
enum neume_status neume_roll_write_svg(const struct neume_roll_score *score, const struct neume_roll_options *options,
                                       const char *path);
enum neume_status neume_roll_write_png(const struct neume_roll_score *score, const struct neume_roll_options *options,
                                       const char *path);

/* The same at the place of a stream, as SVG (`vector` 1) or PNG. */
enum neume_status neume_roll_write_stream(const struct neume_roll_score *score,
                                          const struct neume_roll_options *options, int vector, FILE *stream);

#endif
