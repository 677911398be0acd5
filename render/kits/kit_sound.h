/* SPDX-License-Identifier: MIT
 *
 * Sound files to a kit's sounds: decoded, at the kit's rate and channels, with the attack found. */
#ifndef NEUME_RENDER_KITS_KIT_SOUND_H
#define NEUME_RENDER_KITS_KIT_SOUND_H

#include "render/kits/kit_private.h"

/* Bytes of samples that are kept in memory, beside those that sound at the same time. One more pushes out those that
 * were not asked for the longest; they are read again when they are. */
#define NEUME_KIT_MEMORY ((size_t)512 << 20)

enum { NEUME_KIT_VOICES = 1024 }; /* samples asked for last that may sound now, and stay */

/* Decodes or renders the region's sound unless that was tried before; sets region->bad. MEMORY alone is returned. */
enum neume_status neume_kit_load(struct neume_kit *kit, struct neume_kit_region *region);

/* The samples of a region that was loaded, [sound.frames][channels], valid until the next call; NULL where they cannot
 * be read again: then region->bad says why. */
const float *neume_kit_frames(struct neume_kit *kit, size_t region);

#endif
