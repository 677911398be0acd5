/* SPDX-License-Identifier: MIT */
#include "render/synth/font_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/regular_file.h"

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

enum neume_status neume_font_load(fluid_synth_t *synth, fluid_settings_t *settings, const char *path,
                                  fluid_sfont_t **font)
{
    font_error = 0;
    int id = fluid_is_soundfont(path) ? load_hidden(synth, settings, path) : FLUID_FAILED;
    *font = id == FLUID_FAILED ? NULL : fluid_synth_get_sfont_by_id(synth, id);
    return *font ? NEUME_OK : font_error == ENOMEM ? NEUME_ERR_MEMORY : NEUME_ERR_SOUNDFONT;
}
