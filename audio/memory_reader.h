/* SPDX-License-Identifier: MIT */
#ifndef NEUME_AUDIO_MEMORY_READER_H
#define NEUME_AUDIO_MEMORY_READER_H

#include "audio/reader.h"
#include "neume/sound.h"

/* Samples in memory as a stream: sound->samples, borrowed until the free. EMPTY: no frames; ARGUMENT: a number out of
 * range; MEMORY. */
enum neume_status neume_memory_open(struct neume_reader *reader, const struct neume_sound *sound);

#endif
