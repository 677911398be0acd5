/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "render/kits/kit_regions.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "core/regular_file.h"
#include "render/kits/kit_private.h"

uint64_t neume_kit_random(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

void neume_kit_region_init(struct neume_kit_region *region)
{
    *region = (struct neume_kit_region){.high_key = 127,
                                        .low_velocity = 1,
                                        .high_velocity = 127,
                                        .seq_length = 1,
                                        .seq_position = 1,
                                        .high_random = 1,
                                        .gain = 1,
                                        .veltrack = 1};
}

enum neume_status neume_kit_add(struct neume_kit *kit, const struct neume_kit_region *region, const char *path)
{
    if (kit->count == kit->capacity) {
        size_t capacity = kit->capacity ? 2 * kit->capacity : 64;
        struct neume_kit_region *grown = realloc(kit->region, capacity * sizeof *grown);
        if (!grown)
            return NEUME_ERR_MEMORY;
        kit->region = grown;
        kit->capacity = capacity;
    }
    char *copy = path ? strdup(path) : NULL;
    if (path && !copy)
        return NEUME_ERR_MEMORY;
    kit->region[kit->count] = *region;
    kit->region[kit->count++].path = copy;
    return NEUME_OK;
}

int neume_kit_ends(const char *path, const char *ending)
{
    size_t n = strlen(path), m = strlen(ending);
    return n > m && !strcasecmp(path + n - m, ending);
}

char *neume_kit_path(const char *folder, const char *name)
{
    size_t size = strlen(folder) + strlen(name) + 2;
    char *path = malloc(size);
    if (!path)
        return NULL;
    if (*name == '/')
        snprintf(path, size, "%s", name);
    else
        snprintf(path, size, "%s/%s", folder, name);
    for (char *c = path + (*name == '/' ? 0 : strlen(folder)); *c; c++)
        *c = *c == '\\' ? '/' : *c;
    return path;
}

char *neume_kit_folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return strdup(".");
    return strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

enum neume_status neume_kit_read_text(const char *path, char **text, size_t *size)
{
    enum { MOST = 16 << 20 };
    struct stat st;
    *text = NULL;
    FILE *f;
    enum neume_status status = neume_regular_file_open(&f, path);
    if (status != NEUME_OK)
        return status;
    if (fstat(fileno(f), &st))
        status = neume_status_from_errno(errno, NEUME_ERR_READ);
    else if (!st.st_size)
        status = NEUME_ERR_EMPTY;
    else if (st.st_size > MOST)
        status = NEUME_ERR_UNSUPPORTED;
    else if (!(*text = malloc((size_t)st.st_size + 1)))
        status = NEUME_ERR_MEMORY;
    if (status == NEUME_OK) {
        *size = fread(*text, 1, (size_t)st.st_size, f);
        (*text)[*size] = 0;
        if (ferror(f))
            status = neume_status_from_errno(errno, NEUME_ERR_READ);
    }
    fclose(f);
    if (status != NEUME_OK) {
        free(*text);
        *text = NULL;
    }
    return status;
}
