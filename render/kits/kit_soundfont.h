/* SPDX-License-Identifier: MIT
 *
 * A SoundFont as a drum kit: each key and velocity that is asked for is rendered once, alone, until it has died away.
 * The kit is the one that is asked for, else the standard kit (bank 128, program 0), else the first of bank 128, else
 * the only sound of a SoundFont that has no percussion. */
#ifndef NEUME_RENDER_KITS_KIT_SOUNDFONT_H
#define NEUME_RENDER_KITS_KIT_SOUNDFONT_H

#include "render/kits/kit_private.h"

/* `program`: 0..127, or -1 for any; EMPTY: no drums. */
enum neume_status neume_kit_read_soundfont(struct neume_kit *kit, const char *path, int program,
                                           struct neume_kit_problem *problem);

/* Renders a key of the SoundFont at a velocity into frame[frames][2], for the caller to free, at neume_kit_bank_rate().
 * *exclusive_class: a note ends those of its own class that sound; 0: it has none. */
enum neume_status neume_kit_render(const struct neume_kit *kit, int key, int velocity, float **frame, size_t *frames,
                                   int *exclusive_class);

/* sounds[128]: 1 where a key has a sound, at some velocity. MEMORY, SOUNDFONT. */
enum neume_status neume_kit_probe(const struct neume_kit *kit, uint8_t sounds[128]);

/* Hz: the kit's rate, where FluidSynth plays at it. */
int neume_kit_bank_rate(const struct neume_kit *kit);

#endif
