/* SPDX-License-Identifier: MIT
 *
 * What the readers of kits fill in. */
#ifndef NEUME_RENDER_KITS_KIT_PRIVATE_H
#define NEUME_RENDER_KITS_KIT_PRIVATE_H

#include "render/kits/kit.h"

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

/* A region with the defaults of SFZ: all keys and velocities. */
void neume_kit_region_init(struct neume_kit_region *region);

/* Appends a copy that owns a copy of `path` (may be NULL). MEMORY. */
enum neume_status neume_kit_add(struct neume_kit *kit, const struct neume_kit_region *region, const char *path);

/* The readers. They may leave the kit half filled on failure. */
enum neume_status neume_kit_read_folder(struct neume_kit *kit, const char *path, struct neume_kit_problem *problem);
enum neume_status neume_kit_read_sfz(struct neume_kit *kit, const char *path, struct neume_kit_problem *problem);
enum neume_status neume_kit_read_hydrogen(struct neume_kit *kit, const char *path, struct neume_kit_problem *problem);
enum neume_status neume_kit_read_soundfont(struct neume_kit *kit, const char *path, struct neume_kit_problem *problem);

/* Renders a key of the SoundFont at a velocity into frame[frames][2], for the caller to free. */
enum neume_status neume_kit_render(const struct neume_kit *kit, int key, int velocity, float **frame, size_t *frames);

/* Decodes or renders the region's sound unless that was tried before; sets region->bad. MEMORY alone is returned. */
enum neume_status neume_kit_load(const struct neume_kit *kit, struct neume_kit_region *region);

/* The key whose samples a hit of this key gets, or -1 where there is none. */
int neume_kit_key_for(const struct neume_kit *kit, int key);

/* The General MIDI key that a name such as "Hi-Hat_open" or "BD" means, or 0. */
int neume_kit_key_of_name(const char *name);

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

/* The frame, within about 6 ms of `about`, at which the attack begins in mono[count] at `rate` Hz: the first step that
 * stands out of the steps before it; `about` where none does. */
size_t neume_kit_attack(const float *mono, size_t count, size_t about, int rate);

#endif
