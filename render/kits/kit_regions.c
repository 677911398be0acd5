/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "render/kits/kit_regions.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "render/kits/kit_private.h"

uint64_t neume_kit_random(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

float neume_kit_draw(uint64_t *state)
{
    return (float)(neume_kit_random(state) >> 40) / (float)(1 << 24);
}

void neume_kit_region_init(struct neume_kit_region *region)
{
    *region = (struct neume_kit_region){.high_key = 127,
                                        .low_velocity = 1,
                                        .high_velocity = 127,
                                        .high_pedal = 127,
                                        .center = 60,
                                        .velocity_fade = {.out = {127, 127}},
                                        .seq_length = 1,
                                        .seq_position = 1,
                                        .high_random = 1,
                                        .gain = 1,
                                        .veltrack = 1,
                                        .sustain = 1,
                                        .off_time = NEUME_KIT_OFF_TIME};
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
    kit->region[kit->count] = *region;
    kit->region[kit->count++].path = path;
    return NEUME_OK;
}

const char *neume_kit_keep(struct neume_kit *kit, const char *text)
{
    return neume_kit_keep_bytes(kit, text, strlen(text) + 1);
}

const void *neume_kit_keep_bytes(struct neume_kit *kit, const void *bytes, size_t size_wanted)
{
    enum { SIZE = 1 << 16, ALIGNED = 8 };
    size_t n = (size_wanted + ALIGNED - 1) / ALIGNED * ALIGNED;
    struct neume_kit_text *t = kit->text;
    if (!t || t->size - t->used < n) {
        size_t size = n > SIZE ? n : SIZE;
        t = malloc(sizeof *t + size);
        if (!t)
            return NULL;
        *t = (struct neume_kit_text){.next = kit->text, .size = size};
        kit->text = t;
    }
    t->used += n;
    return memcpy(t->text + t->used - n, bytes, size_wanted);
}

enum neume_status neume_kit_say(struct neume_kit *kit, int is_warning, const char *format, ...)
{
    char text[1400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    struct neume_kit_note *grown = realloc(kit->note, (kit->notes + 1) * sizeof *grown);
    if (!grown)
        return NEUME_ERR_MEMORY;
    kit->note = grown;
    kit->note[kit->notes] = (struct neume_kit_note){.is_warning = is_warning, .text = strdup(text)};
    return kit->note[kit->notes].text ? (kit->notes++, NEUME_OK) : NEUME_ERR_MEMORY;
}

enum neume_status neume_kit_add_curve(struct neume_kit *kit, const float curve[128], uint16_t *number)
{
    size_t n = kit->curves;
    if (!n || memcmp(kit->curve[n - 1], curve, sizeof *kit->curve)) {
        if (n == UINT16_MAX)
            return NEUME_ERR_UNSUPPORTED;
        if (!(n & (n + 1)) || !n) { /* 0, 1, 3, 7: room for twice as many and one */
            void *grown = realloc(kit->curve, (2 * n + 2) * sizeof *kit->curve);
            if (!grown)
                return NEUME_ERR_MEMORY;
            kit->curve = grown;
        }
        memcpy(kit->curve[kit->curves++], curve, sizeof *kit->curve);
    }
    *number = (uint16_t)kit->curves;
    return NEUME_OK;
}

void neume_kit_fill_curve(float curve[128])
{
    int last = 0;
    curve[0] = isnan(curve[0]) ? 0 : curve[0];
    curve[127] = isnan(curve[127]) ? 1 : curve[127];
    for (int v = 1; v < 128; v++) {
        if (isnan(curve[v]))
            continue;
        for (int u = last + 1; u < v; u++)
            curve[u] = curve[last] + (curve[v] - curve[last]) * (float)(u - last) / (float)(v - last);
        last = v;
    }
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

/* Sets name[length] to the entry of the folder that differs from it by case alone; 0 where there is none. */
static int match_case(const char *folder, char *name, size_t length)
{
    DIR *dir = opendir(folder);
    int found = 0;
    for (struct dirent *e; dir && !found && (e = readdir(dir)) != NULL;)
        if (strlen(e->d_name) == length && !strncasecmp(e->d_name, name, length)) {
            memcpy(name, e->d_name, length);
            found = 1;
        }
    if (dir)
        closedir(dir);
    return found;
}

/* Kits are made on systems where Kick.WAV and kick.wav are one. */
char *neume_kit_find_file(const char *wanted)
{
    char *path = strdup(wanted);
    struct stat st;
    if (!path || !stat(path, &st))
        return path;
    for (char *at = path + (*path == '/'); *at;) {
        size_t n = strcspn(at, "/");
        char after = at[n];
        at[n] = 0;
        int there = !stat(path, &st);
        if (!there && at - path < 2) {
            there = match_case(at == path ? "." : "/", at, n);
        } else if (!there) {
            at[-1] = 0;
            there = match_case(path, at, n);
            at[-1] = '/';
        }
        at[n] = after;
        if (!there) {
            free(path);
            return NULL;
        }
        at += n + (after != 0);
    }
    return path;
}

char *neume_kit_folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return strdup(".");
    return strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

static enum neume_status check(const struct stat *st)
{
    return S_ISREG(st->st_mode) ? NEUME_OK : S_ISDIR(st->st_mode) ? NEUME_ERR_DIRECTORY : NEUME_ERR_NO_FILE;
}

enum neume_status neume_kit_check_file(const char *path)
{
    struct stat st;
    return stat(path, &st) ? neume_status_from_errno(errno, NEUME_ERR_READ) : check(&st);
}

static enum neume_status read_all(int file, char **text, size_t *size)
{
    enum { MOST = 16 << 20 };
    struct stat st;
    *size = 0;
    if (fstat(file, &st))
        return neume_status_from_errno(errno, NEUME_ERR_READ);
    enum neume_status status = check(&st);
    if (status != NEUME_OK)
        return status;
    if (!st.st_size || st.st_size > MOST)
        return st.st_size ? NEUME_ERR_UNSUPPORTED : NEUME_ERR_EMPTY;
    *text = malloc((size_t)st.st_size + 1);
    if (!*text)
        return NEUME_ERR_MEMORY;
    for (ssize_t got = 1; got && *size < (size_t)st.st_size; *size += (size_t)got) {
        got = read(file, *text + *size, (size_t)st.st_size - *size);
        if (got < 0)
            return neume_status_from_errno(errno, NEUME_ERR_READ);
    }
    (*text)[*size] = 0;
    return NEUME_OK;
}

enum neume_status neume_kit_read_text(const char *path, char **text, size_t *size)
{
    int file = open(path, O_RDONLY | O_NONBLOCK); /* a pipe would wait for its other end */
    *text = NULL;
    if (file < 0)
        return neume_status_from_errno(errno, NEUME_ERR_READ);
    enum neume_status status = read_all(file, text, size);
    close(file);
    if (status != NEUME_OK) {
        free(*text);
        *text = NULL;
    }
    return status;
}

int neume_kit_number(const char *text)
{
    enum { MOST = 100000 };
    long x = strtol(text, NULL, 10);
    return (int)(x < -MOST ? -MOST : x > MOST ? MOST : x);
}
