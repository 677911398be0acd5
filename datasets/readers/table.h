/* SPDX-License-Identifier: MIT
 *
 * Columns under a header line, whatever their order, split at commas, tabs, semicolons or blanks. Knows the headers of
 * neume's own tables, of MAPS (OnsetTime OffsetTime MidiPitch), of MusicNet (start_time ..., in samples), of Basic
 * Pitch (start_time_s,end_time_s,pitch_midi,velocity,pitch_bend) and of Sonic Visualiser
 * (TIME,VALUE,DURATION,LEVEL,LABEL). */
#ifndef NEUME_DATASETS_READERS_TABLE_H
#define NEUME_DATASETS_READERS_TABLE_H

#include "datasets/readers/text.h"

/* Columns with a header line; sets the format to what the header says: CSV, MELODY or ONSETS. */
int neume_is_table_header(struct neume_reading *r); /* of the current line */
enum neume_status neume_read_table(struct neume_reading *r);

#endif
