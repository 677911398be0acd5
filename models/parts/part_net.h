/* SPDX-License-Identifier: MIT
 *
 * Notes to the parts of a band: a small network says of each note how likely each part is
 * (models/train/parts/parts_train.py), and the song as a whole which parts there are. */
#ifndef NEUME_MODELS_PARTS_PART_NET_H
#define NEUME_MODELS_PARTS_PART_NET_H

#include "models/parts/part_features.h"

/* Gives each of the song's notes its part; `note` is song->note. MEMORY */
enum neume_status neume_part_assign(const struct neume_part_song *song, struct neume_note *note);

#endif
