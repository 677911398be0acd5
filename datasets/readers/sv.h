/* SPDX-License-Identifier: MIT
 *
 * Sonic Visualiser's layers, exported as text. By the numbers at the start of a line:
 *   time [label]                               instants: beats where every label is a count, as "1" or "2.3", else
 *                                              drum hits and onsets
 *   time value [label]                         values: a pitch curve in Hz, 0 or negative unvoiced
 *   time value duration [level 0..1] [label]   notes; Hz where any value is above 127, else MIDI numbers */
#ifndef NEUME_DATASETS_READERS_SV_H
#define NEUME_DATASETS_READERS_SV_H

#include "datasets/readers/text.h"

enum neume_status neume_read_sv(struct neume_reading *r);

#endif
