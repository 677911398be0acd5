/* SPDX-License-Identifier: MIT */
#ifndef NEUME_RENDER_KITS_KIT_REGIONS_H
#define NEUME_RENDER_KITS_KIT_REGIONS_H

#include "render/kits/kit_private.h"

/* A region with the defaults of SFZ: all keys and velocities. */
void neume_kit_region_init(struct neume_kit_region *region);

/* Appends a copy that owns a copy of `path` (may be NULL). MEMORY. */
enum neume_status neume_kit_add(struct neume_kit *kit, const struct neume_kit_region *region, const char *path);

/* "folder/name", where both kinds of slash separate folders; for the caller to free; NULL without memory. */
char *neume_kit_path(const char *folder, const char *name);

/* The folder of a path, "." where it has none; for the caller to free; NULL without memory. */
char *neume_kit_folder_of(const char *path);

/* 1 where the path ends so, in any case. */
int neume_kit_ends(const char *path, const char *ending);

/* The whole of a text file of at most 16 MB, terminated; for the caller to free. */
enum neume_status neume_kit_read_text(const char *path, char **text, size_t *size);

/* splitmix64 (Steele, Lea and Flood, OOPSLA 2014) */
uint64_t neume_kit_random(uint64_t *state);

#endif
