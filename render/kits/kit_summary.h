/* SPDX-License-Identifier: MIT
 *
 * What a kit gives. */
#ifndef NEUME_RENDER_KITS_KIT_SUMMARY_H
#define NEUME_RENDER_KITS_KIT_SUMMARY_H

#include "render/kits/kit_base.h"

/* One General MIDI key of a kit. */
struct neume_kit_drum {
    int key;
    size_t samples; /* that it may play; 0 for a SoundFont, which does not say, */
    size_t layers;  /* of velocities, */
    size_t alike;   /* and the most that one layer chooses between: round robins */
};

/* The keys 27..87 that have a sound, in order, into drum[128]; *count. MEMORY, SOUNDFONT. */
enum neume_status neume_kit_list(struct neume_kit *kit, struct neume_kit_drum *drum, size_t *count);

/* "SFZ", "Hydrogen drumkit", "SoundFont", "folder" and the like. */
const char *neume_kit_format(const struct neume_kit *kit);

/* Number `i` of the sample files that are not there, each once, in order; NULL after the last. For the caller to free.
 */
char *neume_kit_missing(const struct neume_kit *kit, size_t *cursor, enum neume_status *why);

#endif
