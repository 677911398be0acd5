/* SPDX-License-Identifier: MIT */
#ifndef NEUME_RENDER_SYNTH_SOUNDFONT_H
#define NEUME_RENDER_SYNTH_SOUNDFONT_H

#include "neume/status.h"

/* The SoundFont to play with where none is given. *path is for the caller to free.
 *
 * $NEUME_SOUNDFONT where it is set and not empty, and then nothing else: NOT_FOUND, PERMISSION or DIRECTORY where it
 * cannot be opened. Otherwise the folders $XDG_DATA_HOME/{sounds,soundfonts} (~/.local/share where unset), then
 * sounds/sf2, sounds/sf3 and soundfonts of /usr/local/share and /usr/share. In all of them FluidR3_GM is looked for
 * first, then MuseScore_General, default-GM and TimGM6mb, .sf2 before .sf3; then any *.sf2 or *.sf3, folder by folder
 * in sorted order. NO_SOUNDFONT: none of these can be read. */
enum neume_status neume_soundfont_find(char **path);

/* The same in a list of folders that ends with NULL; NULL entries are not possible, missing folders are passed over. */
enum neume_status neume_soundfont_find_in(const char *const *folders, char **path);

#endif
