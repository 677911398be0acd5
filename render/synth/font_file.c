/* SPDX-License-Identifier: MIT */
#include "render/synth/font_file.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/regular_file.h"

enum { PRESET_SIZE = 38 /* bytes of one in the chunk phdr */, MOST_SOUNDS = 16384 /* as many as MIDI has banks */ };

/* FluidSynth offers a file that it cannot load to libinstpatch, which talks to standard error. So the file goes by a
 * name that only our own callbacks understand. */
static const char hidden[] = "neume SoundFont:";

/* Why it could not be opened or read, which FluidSynth does not hand on. */
static _Thread_local int font_error;

static void *font_open(const char *name)
{
    FILE *file = NULL;
    if (!strncmp(name, hidden, sizeof hidden - 1))
        neume_regular_file_open(&file, name + sizeof hidden - 1);
    if (!file)
        font_error = errno;
    return file;
}

static int font_read(void *data, fluid_long_long_t size, void *file)
{
    errno = 0;
    if (fread(data, 1, (size_t)size, file) == (size_t)size)
        return FLUID_OK;
    font_error = errno;
    return FLUID_FAILED;
}

static int font_seek(void *file, fluid_long_long_t offset, int origin)
{
    if (!fseek(file, (long)offset, origin))
        return FLUID_OK;
    font_error = errno;
    return FLUID_FAILED;
}

static fluid_long_long_t font_tell(void *file)
{
    return ftell(file);
}

static int font_close(void *file)
{
    return fclose(file) ? FLUID_FAILED : FLUID_OK;
}

static int load_hidden(fluid_synth_t *synth, fluid_settings_t *settings, const char *path)
{
    size_t size = sizeof hidden + strlen(path);
    fluid_sfloader_t *loader = new_fluid_defsfloader(settings);
    char *name = malloc(size);
    int id = FLUID_FAILED;
    if (name && loader) {
        snprintf(name, size, "%s%s", hidden, path);
        fluid_sfloader_set_callbacks(loader, font_open, font_read, font_seek, font_tell, font_close);
        fluid_synth_add_sfloader(synth, loader); /* which owns it from here on */
        id = fluid_synth_sfload(synth, name, 1);
    } else if (loader) {
        delete_fluid_sfloader(loader);
    }
    free(name);
    return id;
}

/* The length of the RIFF chunk of this name from here on, in which the file stands then; 0 where there is none. */
static uint32_t enter_chunk(FILE *file, const char *name)
{
    unsigned char head[8];
    while (fread(head, 1, sizeof head, file) == sizeof head) {
        const uint32_t size = head[4] | (uint32_t)head[5] << 8 | (uint32_t)head[6] << 16 | (uint32_t)head[7] << 24;
        unsigned char kind[4] = "";
        const int is_list = !memcmp(head, "RIFF", 4) || !memcmp(head, "LIST", 4);
        if (is_list && fread(kind, 1, sizeof kind, file) != sizeof kind)
            return 0;
        if (!memcmp(is_list ? kind : head, name, 4))
            return size;
        if (fseek(file, (long)size + (size & 1) - 4 * is_list, SEEK_CUR))
            return 0;
    }
    return 0;
}

/* FluidSynth walks through all sounds for each of them. */
static int has_too_many_sounds(const char *path)
{
    FILE *file;
    if (neume_regular_file_open(&file, path) != NEUME_OK)
        return 0; /* as FluidSynth will find */
    const uint32_t size = enter_chunk(file, "sfbk") && enter_chunk(file, "pdta") ? enter_chunk(file, "phdr") : 0;
    fclose(file);
    return size / PRESET_SIZE > MOST_SOUNDS + 1; /* and the last, which ends the list */
}

enum neume_status neume_font_load(fluid_synth_t *synth, fluid_settings_t *settings, const char *path,
                                  fluid_sfont_t **font)
{
    *font = NULL;
    if (has_too_many_sounds(path))
        return NEUME_ERR_UNSUPPORTED;
    font_error = 0;
    int id = fluid_is_soundfont(path) ? load_hidden(synth, settings, path) : FLUID_FAILED;
    *font = id == FLUID_FAILED ? NULL : fluid_synth_get_sfont_by_id(synth, id);
    return *font ? NEUME_OK : font_error == ENOMEM ? NEUME_ERR_MEMORY : NEUME_ERR_SOUNDFONT;
}
