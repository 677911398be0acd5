/* SPDX-License-Identifier: MIT
 *
 * Notes begin with a noise: a consonant, a hammer, a reed that speaks. Heard alone it may pass for a drum; beside the
 * notes, and with all other hits of the recording, it mostly does not. */
#ifndef NEUME_MODELS_CLASSIFY_HIT_FILTER_H
#define NEUME_MODELS_CLASSIFY_HIT_FILTER_H

#include "neume/note.h"

/* Of the notes, each of the two parts in any order, [first, hits) are pitched and from `hits` on all are hits, of which
 * only those stay that are drums' own. Both parts get sorted. */
void neume_hit_filter(struct neume_notes *notes, size_t first, size_t hits);

#endif
