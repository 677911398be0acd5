/* SPDX-License-Identifier: MIT
 *
 * A drum kit of samples: a folder of sound files by name, an SFZ file, a Hydrogen drumkit or a SoundFont bank. Which
 * sample a hit gets depends on its key, its velocity and the round robin; sounds are decoded when they are first
 * chosen, to one sample rate and number of channels. */
#ifndef NEUME_RENDER_KITS_KIT_H
#define NEUME_RENDER_KITS_KIT_H

#include "render/kits/kit_base.h"

/* Opens what `path` names; see kit_folder.h, kit_sfz.h, kit_hydrogen.h and kit_soundfont.h for what is understood;
 * kit_choose.h says what a hit gets.
 * rate: Hz, 4000..384000 (a SoundFont: ..96000); channels: 1..1024, of which two at most get sound. seed: for the round
 * robin. On failure *kit is NULL and *problem says more. EMPTY: no sample at all; FORMAT: none of these kinds; and the
 * system's. */
enum neume_status neume_kit_open(struct neume_kit **kit, const char *path, int rate, int channels, uint64_t seed,
                                 struct neume_kit_problem *problem);
void neume_kit_free(struct neume_kit *kit);

/* The region's sound and settings; valid until the next choice. */
const struct neume_kit_region *neume_kit_region(const struct neume_kit *kit, size_t region);

/* The file of region `i`, or NULL after the last; a SoundFont has none. */
const char *neume_kit_file(const struct neume_kit *kit, size_t i);

/* Number `i` of the sample files that could not be used so far, and why; NULL after the last. */
const char *neume_kit_bad(const struct neume_kit *kit, size_t i, enum neume_status *why);

/* How many sound files of a folder have names that say no drum; *first (or NULL): one of them. */
size_t neume_kit_unnamed(const struct neume_kit *kit, const char **first);

/* 1: a single sound file, which stands for any drum. */
int neume_kit_is_sample(const struct neume_kit *kit);

/* Line `i` of what the reader says of the kit, such as what it ignored; NULL after the last. *is_warning: 1 where it
 * changes what is heard. */
const char *neume_kit_note(const struct neume_kit *kit, size_t i, int *is_warning);

#endif
