/* SPDX-License-Identifier: MIT
 *
 * A SoundFont bank as a drum kit: each key and velocity that is asked for is rendered once, alone. */
#ifndef NEUME_RENDER_KITS_KIT_SOUNDFONT_H
#define NEUME_RENDER_KITS_KIT_SOUNDFONT_H

#include "render/kits/kit_private.h"

enum neume_status neume_kit_read_soundfont(struct neume_kit *kit, const char *path, struct neume_kit_problem *problem);

/* Renders a key of the SoundFont at a velocity into frame[frames][2], for the caller to free. */
enum neume_status neume_kit_render(const struct neume_kit *kit, int key, int velocity, float **frame, size_t *frames);

#endif
