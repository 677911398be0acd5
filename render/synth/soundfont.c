/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "render/synth/soundfont.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "core/regular_file.h"

static const char *const preferred[] = {"FluidR3_GM", "MuseScore_General", "default-GM", "TimGM6mb"};
static const char *const suffixes[] = {".sf2", ".sf3"};

static char *join(const char *folder, const char *name, const char *suffix)
{
    size_t size = strlen(folder) + strlen(name) + strlen(suffix) + 2;
    char *path = malloc(size);
    if (path)
        snprintf(path, size, "%s/%s%s", folder, name, suffix);
    return path;
}

/* OK where the file is there and can be read. */
static enum neume_status look_at(const char *path)
{
    if (access(path, R_OK))
        return neume_status_from_errno(errno, NEUME_ERR_READ);
    return neume_regular_file_check(path);
}

static int is_soundfont(const char *name)
{
    size_t n = strlen(name);
    return n > 4 && (!strcasecmp(name + n - 4, ".sf2") || !strcasecmp(name + n - 4, ".sf3"));
}

static enum neume_status find_preferred(const char *const *folders, char **path)
{
    for (size_t p = 0; p < sizeof preferred / sizeof preferred[0]; p++) {
        for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
            for (size_t f = 0; folders[f]; f++) {
                *path = join(folders[f], preferred[p], suffixes[i]);
                if (!*path)
                    return NEUME_ERR_MEMORY;
                if (look_at(*path) == NEUME_OK)
                    return NEUME_OK;
                free(*path);
            }
        }
    }
    *path = NULL;
    return NEUME_ERR_NO_SOUNDFONT;
}

/* The readable SoundFont of the folder that sorts first; NULL for none. */
static enum neume_status first_in(const char *folder, char **path)
{
    enum neume_status s = NEUME_OK;
    struct dirent *entry;
    DIR *dir = opendir(folder);
    *path = NULL;
    while (dir && s == NEUME_OK && (entry = readdir(dir))) {
        if (!is_soundfont(entry->d_name))
            continue;
        char *found = join(folder, entry->d_name, "");
        if (!found) {
            s = NEUME_ERR_MEMORY;
        } else if (look_at(found) == NEUME_OK && (!*path || strcmp(found, *path) < 0)) {
            free(*path);
            *path = found;
        } else {
            free(found);
        }
    }
    if (dir)
        closedir(dir);
    return s;
}

enum neume_status neume_soundfont_find_in(const char *const *folders, char **path)
{
    enum neume_status s = find_preferred(folders, path);
    if (s != NEUME_ERR_NO_SOUNDFONT)
        return s;
    for (size_t f = 0; folders[f]; f++) {
        s = first_in(folders[f], path);
        if (*path || s != NEUME_OK)
            return s;
    }
    return NEUME_ERR_NO_SOUNDFONT;
}

enum neume_status neume_soundfont_find(char **path)
{
    const char *given = getenv("NEUME_SOUNDFONT"), *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    *path = NULL;
    if (given && *given) {
        enum neume_status s = look_at(given);
        if (s == NEUME_OK && !(*path = strdup(given)))
            s = NEUME_ERR_MEMORY;
        return s;
    }
    int own = data && *data;
    const char *base = own ? data : home ? home : "";
    char *sounds = join(base, own ? "sounds" : ".local/share/sounds", "");
    char *soundfonts = join(base, own ? "soundfonts" : ".local/share/soundfonts", "");
    const char *const folders[] = {sounds,
                                   soundfonts,
                                   "/usr/local/share/sounds/sf2",
                                   "/usr/local/share/sounds/sf3",
                                   "/usr/local/share/soundfonts",
                                   "/usr/share/sounds/sf2",
                                   "/usr/share/sounds/sf3",
                                   "/usr/share/soundfonts",
                                   NULL};
    enum neume_status s = sounds && soundfonts ? neume_soundfont_find_in(folders, path) : NEUME_ERR_MEMORY;
    free(sounds);
    free(soundfonts);
    return s;
}
