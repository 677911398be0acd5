/* SPDX-License-Identifier: MIT
 *
 * What the readers of kits fill in. */
#ifndef NEUME_RENDER_KITS_KIT_PRIVATE_H
#define NEUME_RENDER_KITS_KIT_PRIVATE_H

#include "render/kits/kit_base.h"

struct neume_kit {
    struct neume_kit_region *region; /* [count] */
    size_t count, capacity;
    int rate, channels;
    int shuffles;   /* 1: of all regions that fit one is drawn; 0: all that fit sound together, as in SFZ */
    int normalises; /* 1: layers as if recorded equally loud */
    int chokes;     /* 1: the file says who ends whom; 0: closed and pedal hi-hats end open ones */
    uint64_t random;
    int bank_channel;     /* 0..15: 9, or 0 where the bank has its drums as an ordinary instrument */
    char *bank;           /* a SoundFont's path, or NULL */
    char *unnamed;        /* of a folder: the first sound file whose name says no drum, or NULL; */
    size_t unnamed_count; /* and how many there are */
    size_t last[128];     /* by key: the region chosen last, + 1; 0: none */
    uint32_t strokes[128];
};

#endif
