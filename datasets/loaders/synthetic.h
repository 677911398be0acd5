/* SPDX-License-Identifier: MIT
 *
 * A set that needs no download: pieces that neume composes (the same notes on every machine), played by whatever
 * SoundFont is installed. The truth is exact; the sound depends on the SoundFont, so its figures compare only with
 * figures made with the same one. */
#ifndef NEUME_DATASETS_LOADERS_SYNTHETIC_H
#define NEUME_DATASETS_LOADERS_SYNTHETIC_H

#include <stddef.h>

#include "midi/file/smf.h"
#include "neume/note.h"

/* Pieces 0..count-1. */
size_t neume_synthetic_count(void);

/* "piano-1" and "piano", "melody", "bass", "drums" or "band"; NULL outside the range. */
const char *neume_synthetic_id(size_t index);
const char *neume_synthetic_category(size_t index);

/* The piece as a MIDI file, into an initialised `smf`, and its notes in seconds, as they sound, appended to `notes`.
 * Either may be NULL. ARGUMENT outside the range. */
enum neume_status neume_synthetic_compose(size_t index, struct neume_smf *smf, struct neume_notes *notes);

#endif
