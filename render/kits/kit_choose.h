/* SPDX-License-Identifier: MIT
 *
 * Which regions of a kit a hit gets: neume_kit_choose() of kit.h. */
#ifndef NEUME_RENDER_KITS_KIT_CHOOSE_H
#define NEUME_RENDER_KITS_KIT_CHOOSE_H

#include "render/kits/kit_private.h"

/* Lists the regions by key, after the reader has added them. MEMORY. */
enum neume_status neume_kit_index(struct neume_kit *kit);

/* The linear gain of a hit of this velocity 1..127 on this region, the region's own gain included. */
float neume_kit_gain(const struct neume_kit *kit, size_t region, int velocity);

/* The key whose samples a hit of this key gets, or -1 where there is none. */
int neume_kit_key_for(const struct neume_kit *kit, int key);

/* The regions that sound for a hit, decoded: their indices in region[], *count of them; 0 where the kit has nothing for
 * this drum. A key without a sample takes another key of its drum, a tom another tom, the pedal the closed hi-hat, the
 * bell the ride. A folder never chooses the same of two samples twice in a row. Samples that cannot be read or are
 * silent are left out (see neume_kit_bad). MEMORY. */
enum neume_status neume_kit_choose(struct neume_kit *kit, int key, int velocity, size_t region[NEUME_KIT_MOST],
                                   size_t *count);

/* Frames by which the region starts behind the others of its hit. */
size_t neume_kit_delay(const struct neume_kit *kit, const struct neume_kit_region *region);

/* Frames from the start of regions that sound together to their attack: the first of those within 20 dB of the loudest.
 * Microphones that were recorded together stay so. is_skin: as a skin begins, see kit_attack.h. */
size_t neume_kit_lead(const struct neume_kit *kit, const uint32_t *region, size_t count, int velocity, int is_skin);

#endif
