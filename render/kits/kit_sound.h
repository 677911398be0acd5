/* SPDX-License-Identifier: MIT
 *
 * Sound files to a kit's sounds: decoded, at the kit's rate and channels, with the attack found. */
#ifndef NEUME_RENDER_KITS_KIT_SOUND_H
#define NEUME_RENDER_KITS_KIT_SOUND_H

#include "render/kits/kit_private.h"

#define NEUME_KIT_MEMORY ((size_t)1 << 30) /* bytes of samples; what is over is left out */

/* Decodes or renders the region's sound unless that was tried before; sets region->bad. MEMORY alone is returned. */
enum neume_status neume_kit_load(struct neume_kit *kit, struct neume_kit_region *region);

/* The frame, within about 6 ms of `about`, at which the attack begins in mono[count] at `rate` Hz: the first step that
 * stands out of the steps before it; `about` where none does. */
size_t neume_kit_attack(const float *mono, size_t count, size_t about, int rate);

#endif
