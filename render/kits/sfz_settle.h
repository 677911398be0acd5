/* SPDX-License-Identifier: MIT
 *
 * An SFZ region as it is while the controllers and switches stay as the file sets them. */
#ifndef NEUME_RENDER_KITS_SFZ_SETTLE_H
#define NEUME_RENDER_KITS_SFZ_SETTLE_H

#include "render/kits/kit_private.h"
#include "render/kits/sfz_opcodes.h"

/* Adds the region unless it can never sound; *heard: whether it was added. Controller 4, the hi-hat's pedal, stays a
 * choice. MEMORY. */
enum neume_status neume_sfz_settle(struct neume_kit *kit, const struct neume_sfz_file *file,
                                   struct neume_sfz_scope *scope, int *heard);

#endif
