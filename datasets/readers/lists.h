/* SPDX-License-Identifier: MIT
 *
 * Lists of numbers, one item a line. A first line that starts with no number is taken as a header. */
#ifndef NEUME_DATASETS_READERS_LISTS_H
#define NEUME_DATASETS_READERS_LISTS_H

#include "datasets/readers/text.h"

enum neume_status neume_read_notes(struct neume_reading *r);
enum neume_status neume_read_frames(struct neume_reading *r);
enum neume_status neume_read_melody(struct neume_reading *r);
enum neume_status neume_read_madmom(struct neume_reading *r);
enum neume_status neume_read_beats(struct neume_reading *r);
enum neume_status neume_read_onsets(struct neume_reading *r);
enum neume_status neume_read_aubio(struct neume_reading *r);

#endif
