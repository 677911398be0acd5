/* SPDX-License-Identifier: MIT
 *
 * SFZ as drum kits use it: all headers, #include and #define, what chooses regions, their level, pitch, place and
 * envelope; see sfz_opcodes.c. Controllers and key switches stay where the file sets them, but for the hi-hat's pedal.
 * Filters, equalisers, effects and oscillators are ignored, and named. A region that is chosen by what is not
 * understood makes no sound. */
#ifndef NEUME_RENDER_KITS_KIT_SFZ_H
#define NEUME_RENDER_KITS_KIT_SFZ_H

#include "render/kits/kit_private.h"

enum neume_status neume_kit_read_sfz(struct neume_kit *kit, const char *path, struct neume_kit_problem *problem);

#endif
