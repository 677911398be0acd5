/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "core/temp_folder.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { OPEN_AT_ONCE = 16 };

const char *neume_temp_root(void)
{
    const char *folder = getenv("TMPDIR");
    return folder && *folder ? folder : "/tmp";
}

static int name_in_root(char *out, size_t size)
{
    int fits = (size_t)snprintf(out, size, "%s/neume-XXXXXX", neume_temp_root()) < size;
    if (!fits)
        errno = ENAMETOOLONG;
    return fits;
}

int neume_temp_file(void)
{
    char path[4096];
    int fd = name_in_root(path, sizeof path) ? mkstemp(path) : -1;
    if (fd >= 0)
        unlink(path);
    return fd;
}

enum neume_status neume_temp_folder_make(char *out, size_t size)
{
    enum neume_status status = NEUME_ERR_ARGUMENT;
    if (name_in_root(out, size)) {
        if (mkdtemp(out))
            return NEUME_OK;
        status = neume_status_from_errno(errno, NEUME_ERR_WRITE);
    }
    *out = 0;
    return status;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)type;
    (void)at;
    remove(path);
    return 0;
}

void neume_temp_folder_remove(const char *path)
{
    if (path && *path)
        nftw(path, remove_one, OPEN_AT_ONCE, FTW_DEPTH | FTW_PHYS);
}
