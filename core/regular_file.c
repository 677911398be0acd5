/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "core/regular_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static enum neume_status kind_of(const struct stat *st)
{
    return S_ISREG(st->st_mode) ? NEUME_OK : S_ISDIR(st->st_mode) ? NEUME_ERR_DIRECTORY : NEUME_ERR_NO_FILE;
}

enum neume_status neume_regular_file_open(FILE **out, const char *path)
{
    struct stat st;
    *out = NULL;
    /* A pipe is not even opened: its writer would take neume for the reader that it waits for. */
    enum neume_status status = neume_regular_file_check(path);
    if (status != NEUME_OK)
        return status;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return errno == ENXIO ? NEUME_ERR_NO_FILE : neume_status_from_errno(errno, NEUME_ERR_READ);
    status = fstat(fd, &st) ? neume_status_from_errno(errno, NEUME_ERR_READ) : kind_of(&st);
    if (status == NEUME_OK && !(*out = fdopen(fd, "rb")))
        status = NEUME_ERR_MEMORY;
    if (status != NEUME_OK)
        close(fd);
    return status;
}

enum neume_status neume_regular_file_check(const char *path)
{
    struct stat st;
    return stat(path, &st) ? neume_status_from_errno(errno, NEUME_ERR_READ) : kind_of(&st);
}
