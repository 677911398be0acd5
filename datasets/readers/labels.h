/* SPDX-License-Identifier: MIT
 *
 * Times with words: lists of drums, Audacity's labels, Sonic Visualiser's layers. */
#ifndef NEUME_DATASETS_READERS_LABELS_H
#define NEUME_DATASETS_READERS_LABELS_H

#include "datasets/readers/text.h"

/* The class that a label stands for: KD SD HH TT CY, the subclasses of MDB Drums, the strokes of ENST-Drums, or
 * English; 0 where it is none of them (*drum is OTHER then). */
int neume_drum_class_of_label(struct neume_field label, enum neume_drum_class *drum);

/* Whether the label of a note may name a drum: it is no pitch, as "C4" and "60" are. */
int neume_label_is_drum(struct neume_field label);

enum neume_status neume_read_labels(struct neume_reading *r);
enum neume_status neume_read_drums(struct neume_reading *r);

#endif
