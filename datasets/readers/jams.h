/* SPDX-License-Identifier: MIT
 *
 * JAMS (Humphrey et al., ISMIR 2014), version 0.2 and later: the namespaces note_midi, note_hz, pitch_contour, beat,
 * beat_position and onset. Annotations of notes add up (GuitarSet has one for each string); of the other kinds there
 * may be one of each, more are passed over with a warning. Others are passed over in silence. */
#ifndef NEUME_DATASETS_READERS_JAMS_H
#define NEUME_DATASETS_READERS_JAMS_H

#include "datasets/readers/text.h"

enum neume_status neume_read_jams(struct neume_reading *r);

#endif
