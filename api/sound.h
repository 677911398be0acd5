/* SPDX-License-Identifier: MIT
 *
 * A sound that a caller named, opened. */
#ifndef NEUME_API_SOUND_H
#define NEUME_API_SOUND_H

#include "api/feed.h"
#include "audio/source.h"
#include "neume/sound.h"

/* The caller's struct, which may be of another size, as this version has it. ARGUMENT. */
enum neume_status neume_api_sound_take(struct neume_sound *own, const struct neume_sound *given);

/* What errors say of it: its path, or "samples". */
const char *neume_api_sound_name(const struct neume_sound *sound);

/* For passes that open it anew; *file is filled where it is one. */
struct neume_feed_input neume_api_sound_input(const struct neume_sound *sound, struct neume_microphone *file);

/* As neume_source_open() and neume_source_from_samples(). */
enum neume_status neume_api_sound_open(struct neume_source **out, const struct neume_sound *sound, double rate);

#endif
