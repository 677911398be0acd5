/* SPDX-License-Identifier: MIT
 *
 * A drum kit of samples: a folder of sound files by name, an SFZ file, a Hydrogen drumkit or a SoundFont bank. Which
 * sample a hit gets depends on its key, its velocity and the round robin; sounds are decoded when they are first
 * chosen, to one sample rate and number of channels. */
#ifndef NEUME_RENDER_KITS_KIT_H
#define NEUME_RENDER_KITS_KIT_H

#include "render/kits/kit_base.h"

/* Opens what `path` names; see kit_folder.c, kit_sfz.c, kit_hydrogen.c and kit_soundfont.c for what is understood.
 * rate: Hz, 4000..384000 (a SoundFont: ..96000); channels: 1..1024, of which two at most get sound. seed: for the round
 * robin. On failure *kit is NULL and *problem says more. EMPTY: no sample at all; FORMAT: none of these kinds; and the
 * system's. */
enum neume_status neume_kit_open(struct neume_kit **kit, const char *path, int rate, int channels, uint64_t seed,
                                 struct neume_kit_problem *problem);
void neume_kit_free(struct neume_kit *kit);

/* The regions that sound for a hit, decoded: their indices in region[], *count of them; 0 where the kit has nothing for
 * this drum. A key without a sample takes another key of its drum, a tom another tom, the pedal the closed hi-hat, the
 * bell the ride. Where there are two samples, the same is never chosen twice in a row. Samples that cannot be read or
 * are silent are passed over (see neume_kit_bad). MEMORY. */
enum neume_status neume_kit_choose(struct neume_kit *kit, int key, int velocity, size_t region[NEUME_KIT_MOST],
                                   size_t *count);

/* The region's sound and settings; valid until the next choice. */
const struct neume_kit_region *neume_kit_region(const struct neume_kit *kit, size_t region);

/* The linear gain of a hit of this velocity 1..127 on this region, the region's own gain included. */
float neume_kit_gain(const struct neume_kit *kit, size_t region, int velocity);

/* The file of region `i`, or NULL after the last; a SoundFont has none. */
const char *neume_kit_file(const struct neume_kit *kit, size_t i);

/* Number `i` of the sample files that could not be used so far, and why; NULL after the last. */
const char *neume_kit_bad(const struct neume_kit *kit, size_t i, enum neume_status *why);

/* How many sound files of a folder have names that say no drum; *first (or NULL): one of them. */
size_t neume_kit_unnamed(const struct neume_kit *kit, const char **first);

/* The key whose samples a hit of this key gets, or -1 where there is none. */
int neume_kit_key_for(const struct neume_kit *kit, int key);

#endif
