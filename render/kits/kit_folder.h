/* SPDX-License-Identifier: MIT
 *
 * A folder of samples by name: which drum, which velocity layer and which of several alike a file is, its name says,
 * and the folders around it where the name does not: "Kick/kick_v2_rr3.wav", "hihat open soft 2.wav",
 * "HatClosed-Hard.wav". Links that lead out of the folder, and what is no regular file, are not read. */
#ifndef NEUME_RENDER_KITS_KIT_FOLDER_H
#define NEUME_RENDER_KITS_KIT_FOLDER_H

#include "render/kits/kit_private.h"

/* The readers. They may leave the kit half filled on failure. */
enum neume_status neume_kit_read_folder(struct neume_kit *kit, const char *path, struct neume_kit_problem *problem);

/* A single sound file, which stands for whatever drum is asked for. */
enum neume_status neume_kit_read_sample(struct neume_kit *kit, const char *path);

/* The General MIDI key that a name such as "Hi-Hat_open" or "BD" means, or 0. */
int neume_kit_key_of_name(const char *name);

#endif
