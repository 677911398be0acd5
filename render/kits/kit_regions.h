/* SPDX-License-Identifier: MIT */
#ifndef NEUME_RENDER_KITS_KIT_REGIONS_H
#define NEUME_RENDER_KITS_KIT_REGIONS_H

#include "render/kits/kit_private.h"

#define NEUME_KIT_OFF_TIME 0.006f /* seconds in which a choked sample fades, as SFZ's off_mode=fast */

/* A region with the defaults of SFZ: all keys and velocities. */
void neume_kit_region_init(struct neume_kit_region *region);

/* Appends a copy; `path`: kept by the kit, or NULL. MEMORY. */
enum neume_status neume_kit_add(struct neume_kit *kit, const struct neume_kit_region *region, const char *path);

/* A copy that lives as long as the kit; NULL without memory. */
const char *neume_kit_keep(struct neume_kit *kit, const char *text);

/* The same of any bytes, aligned for numbers. */
const void *neume_kit_keep_bytes(struct neume_kit *kit, const void *bytes, size_t size);

/* A line about the kit: a warning, or what neume_kit_note() alone lists. MEMORY. */
enum neume_status neume_kit_say(struct neume_kit *kit, int is_warning, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* *number: of the curve, for a region's `curve`; the one before where it is the same. MEMORY; UNSUPPORTED: too many. */
enum neume_status neume_kit_add_curve(struct neume_kit *kit, const float curve[128], uint16_t *number);

/* Draws straight lines over what is NAN; the ends, if they are, become 0 and 1. */
void neume_kit_fill_curve(float curve[128]);

/* "folder/name", where both kinds of slash separate folders; for the caller to free; NULL without memory. */
char *neume_kit_path(const char *folder, const char *name);

/* The path of a file that exists, in whatever case of letters its name is written; NULL: there is none. For the caller
 * to free. */
char *neume_kit_find_file(const char *path);

/* The folder of a path, "." where it has none; for the caller to free; NULL without memory. */
char *neume_kit_folder_of(const char *path);

/* 1 where the path ends so, in any case. */
int neume_kit_ends(const char *path, const char *ending);

/* OK for a regular file; DIRECTORY, NO_FILE for a pipe, a socket or a device; and the system's. */
enum neume_status neume_kit_check_file(const char *path);

/* The whole of a text file of at most 16 MB, terminated; for the caller to free. */
enum neume_status neume_kit_read_text(const char *path, char **text, size_t *size);

/* splitmix64 (Steele, Lea and Flood, OOPSLA 2014) */
uint64_t neume_kit_random(uint64_t *state);

/* 0 <= x < 1 */
float neume_kit_draw(uint64_t *state);

/* The whole number that the text begins with, 0 if with none; what is beyond a hundred thousand counts as that. */
int neume_kit_number(const char *text);

#endif
