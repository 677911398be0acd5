/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "render/kits/kit_archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MOST_BYTES ((int64_t)4 << 30)

enum { MOST_FILES = 20000, BLOCK = 1 << 16 };

struct member {
    char *name;
    int64_t at, size;
};

struct neume_kit_archive {
    FILE *file; /* what the members hold, one after the other */
    struct member *member;
    size_t count;
    int64_t bytes;
};

void neume_kit_archive_free(struct neume_kit_archive *a)
{
    if (!a)
        return;
    for (size_t i = 0; i < a->count; i++)
        free(a->member[i].name);
    free(a->member);
    if (a->file)
        fclose(a->file);
    free(a);
}

static enum neume_status keep_data(struct neume_kit_archive *a, struct archive *in)
{
    char block[BLOCK];
    for (la_ssize_t got; (got = archive_read_data(in, block, sizeof block)) != 0;) {
        if (got < 0)
            return NEUME_ERR_DAMAGED;
        a->bytes += got;
        if (a->bytes > MOST_BYTES)
            return NEUME_ERR_UNSUPPORTED;
        if (fwrite(block, 1, (size_t)got, a->file) != (size_t)got)
            return neume_status_from_errno(errno, NEUME_ERR_WRITE);
    }
    return NEUME_OK;
}

static enum neume_status keep_member(struct neume_kit_archive *a, struct archive *in, struct archive_entry *entry)
{
    const char *name = archive_entry_pathname(entry);
    if (archive_entry_filetype(entry) != AE_IFREG || !name)
        return NEUME_OK;
    if (a->count == MOST_FILES)
        return NEUME_ERR_UNSUPPORTED;
    struct member *grown = realloc(a->member, (a->count + 1) * sizeof *grown);
    if (!grown)
        return NEUME_ERR_MEMORY;
    a->member = grown;
    struct member *m = &a->member[a->count];
    *m = (struct member){.name = strdup(name), .at = a->bytes};
    if (!m->name)
        return NEUME_ERR_MEMORY;
    a->count++;
    enum neume_status status = keep_data(a, in);
    m->size = a->bytes - m->at;
    return status;
}

static enum neume_status read_all(struct neume_kit_archive *a, const char *path)
{
    struct archive *in = archive_read_new();
    struct archive_entry *entry;
    enum neume_status status = NEUME_OK;
    int got = ARCHIVE_OK;
    if (!in)
        return NEUME_ERR_MEMORY;
    archive_read_support_filter_all(in);
    archive_read_support_format_tar(in);
    if (archive_read_open_filename(in, path, BLOCK) != ARCHIVE_OK)
        status = NEUME_ERR_FORMAT;
    while (status == NEUME_OK && (got = archive_read_next_header(in, &entry)) >= ARCHIVE_WARN && got != ARCHIVE_EOF)
        status = keep_member(a, in, entry);
    if (status == NEUME_OK && got != ARCHIVE_EOF)
        status = a->count || archive_filter_count(in) > 1 ? NEUME_ERR_DAMAGED : NEUME_ERR_FORMAT;
    archive_read_free(in);
    return status;
}

enum neume_status neume_kit_archive_open(struct neume_kit_archive **out, const char *path)
{
    struct neume_kit_archive *a = calloc(1, sizeof *a);
    *out = NULL;
    if (!a)
        return NEUME_ERR_MEMORY;
    a->file = tmpfile();
    enum neume_status status = a->file ? read_all(a, path) : neume_status_from_errno(errno, NEUME_ERR_WRITE);
    if (status == NEUME_OK)
        *out = a;
    else
        neume_kit_archive_free(a);
    return status;
}

const char *neume_kit_archive_find(const struct neume_kit_archive *a, const char *ending)
{
    size_t m = strlen(ending);
    for (size_t i = 0; i < a->count; i++) {
        size_t n = strlen(a->member[i].name);
        if (n >= m && !strcasecmp(a->member[i].name + n - m, ending))
            return a->member[i].name;
    }
    return NULL;
}

static int copy(FILE *from, int64_t at, int64_t size, FILE *to)
{
    char block[BLOCK];
    if (fseeko(from, at, SEEK_SET))
        return 0;
    while (size > 0) {
        size_t n = size < BLOCK ? (size_t)size : BLOCK;
        if (fread(block, 1, n, from) != n || fwrite(block, 1, n, to) != n)
            return 0;
        size -= (int64_t)n;
    }
    return !fflush(to);
}

FILE *neume_kit_archive_take(struct neume_kit_archive *a, const char *name, char *path)
{
    for (size_t i = 0; i < a->count; i++)
        if (!strcmp(a->member[i].name, name)) {
            FILE *file = tmpfile();
            if (file && copy(a->file, a->member[i].at, a->member[i].size, file)) {
                snprintf(path, 32, "/dev/fd/%d", fileno(file));
                return file;
            }
            if (file)
                fclose(file);
        }
    return NULL;
}
