/* SPDX-License-Identifier: MIT
 *
 * The beat network over a recording's frames (models/train/beats/beats_net.py), and the beats found from its evidence.
 */
#ifndef NEUME_MODELS_BEATS_BEAT_NET_H
#define NEUME_MODELS_BEATS_BEAT_NET_H

#include "analysis/beat/beat.h"

/* evidence: [(count + 1) / 2], of the caller. MEMORY. */
enum neume_status neume_beat_hear(const struct neume_beat_frame *frame, size_t count,
                                  struct neume_beat_evidence *evidence);

/* frame: [count], `period` seconds apart, from neume_beat_strength. MEMORY. */
enum neume_status neume_beats_listen(struct neume_beats *beats, const struct neume_beat_frame *frame, size_t count,
                                     double period);

#endif
