/* SPDX-License-Identifier: MIT
 *
 * The layers of a drum by how bright they sound. */
#ifndef NEUME_RENDER_KITS_KIT_TIMBRE_H
#define NEUME_RENDER_KITS_KIT_TIMBRE_H

#include "render/kits/kit_base.h"

/* The layer of the drum's samples that ranks among them by brightness as `timbre`, 1 (the dullest) to 127, does: sets
 * *velocity to one that neume_kit_choose() takes it for; leaves it where there is but one layer, or a SoundFont.
 * MEMORY. */
enum neume_status neume_kit_layer(struct neume_kit *kit, int key, int timbre, int *velocity);

#endif
