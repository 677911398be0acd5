/* SPDX-License-Identifier: MIT
 *
 * When the sustain pedal of a piano is down, by how its notes ring on and end together: a few counts of the notes every
 * 50 ms, and a small convolutional network over them (models/train/pedal/pedal_train.py). */
#ifndef NEUME_MODELS_PEDAL_PEDAL_NET_H
#define NEUME_MODELS_PEDAL_PEDAL_NET_H

#include <stddef.h>

#include "neume/note.h"
#include "neume/status.h"

enum { NEUME_PEDAL_FEATURES = 12 };

extern const double neume_pedal_step; /* seconds between frames */

/* Frames that the notes last. */
size_t neume_pedal_frames(const struct neume_notes *notes);

/* feature: [frames][NEUME_PEDAL_FEATURES] of sorted notes; drum hits do not count. */
void neume_pedal_describe(const struct neume_notes *notes, float *feature, size_t frames);

/* odds: [frames]: the log odds that the pedal is down in each frame. MEMORY */
enum neume_status neume_pedal_hear(const struct neume_notes *notes, float *odds, size_t frames);

#endif
