/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "core/output_target.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_LINKS = 40 }; /* as Linux follows them */

/* The descriptor that a name is one of, or -1. */
static int stream_of(const char *name)
{
    static const char *const folders[] = {"/dev/fd/", "/proc/self/fd/"};
    static const char standard[] = "/dev/std", *const names[] = {"in", "out", "err"};
    for (int i = 0; i < 3 && !strncmp(name, standard, sizeof standard - 1); i++)
        if (!strcmp(name + sizeof standard - 1, names[i]))
            return i;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        size_t length = strlen(folders[i]), digits = 0;
        if (strncmp(name, folders[i], length) != 0)
            continue;
        while (isdigit((unsigned char)name[length + digits]))
            digits++;
        if (digits && digits < 8 && !name[length + digits])
            return atoi(name + length);
    }
    return -1;
}

int neume_output_target_is_stdout(const char *name)
{
    return !strcmp(name, "-") || stream_of(name) == STDOUT_FILENO;
}

/* "folder/" of `path`, which may be empty, and `name` after it; only `name` where that begins at the root. */
static char *beside(const char *path, const char *name)
{
    const char *slash = strrchr(path, '/');
    size_t length = slash && *name != '/' ? (size_t)(slash - path) + 1 : 0;
    char *joined = malloc(length + strlen(name) + 1);
    if (joined) {
        memcpy(joined, path, length);
        strcpy(joined + length, name);
    }
    return joined;
}

char *neume_output_target_resolve(const char *name)
{
    char to[PATH_MAX];
    char *path = realpath(name, NULL);
    if (path)
        return path;
    path = beside("", name);
    for (int i = 0; path && i < MOST_LINKS; i++) {
        ssize_t length = readlink(path, to, sizeof to - 1);
        if (length < 0)
            break;
        to[length] = 0;
        char *next = beside(path, to);
        free(path);
        path = next;
    }
    return path;
}

static enum neume_status find_stream(struct neume_output_target *t)
{
    int flags = fcntl(t->stream, F_GETFL);
    t->copies = 1;
    if (flags < 0)
        return NEUME_ERR_NOT_FOUND;
    return (flags & O_ACCMODE) == O_RDONLY ? NEUME_ERR_PERMISSION : NEUME_OK;
}

enum neume_status neume_output_target_find(struct neume_output_target *t, const char *name)
{
    struct stat st;
    *t = (struct neume_output_target){.stream = stream_of(name)};
    if (neume_output_target_is_stdout(name))
        t->stream = STDOUT_FILENO;
    if (t->stream == STDOUT_FILENO) {
        t->copies = 1;
        return NEUME_OK;
    }
    if (t->stream >= 0)
        return find_stream(t);
    int exists = !stat(name, &st);
    if (!exists && errno != ENOENT)
        return neume_status_from_errno(errno, NEUME_ERR_WRITE);
    if (exists && S_ISDIR(st.st_mode))
        return NEUME_ERR_DIRECTORY;
    if (exists && access(name, W_OK))
        return neume_status_from_errno(errno, NEUME_ERR_WRITE);
    if (exists && S_ISREG(st.st_mode))
        t->mode = st.st_mode & 07777;
    t->copies = exists && !S_ISREG(st.st_mode);
    t->path = t->copies ? beside("", name) : neume_output_target_resolve(name);
    return t->path ? NEUME_OK : NEUME_ERR_MEMORY;
}
