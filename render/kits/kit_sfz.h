/* SPDX-License-Identifier: MIT
 *
 * SFZ, the part of it that drum kits need: the headers control (default_path, note_offset), global, master, group and
 * region, and the opcodes in the table below. Regions with another trigger than attack make no sound. Opcodes that are
 * not known are passed over, as SFZ asks; #include and #define are refused, since what they bring in would be missing.
 */
#ifndef NEUME_RENDER_KITS_KIT_SFZ_H
#define NEUME_RENDER_KITS_KIT_SFZ_H

#include "render/kits/kit_private.h"

enum neume_status neume_kit_read_sfz(struct neume_kit *kit, const char *path, struct neume_kit_problem *problem);

#endif
