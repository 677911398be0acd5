/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE     700
#define _FILE_OFFSET_BITS 64
#include "audio/open_bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/temp_folder.h"

/* Copies what cannot be sought in to a file that has no name any more. */
static enum neume_status spool(int *fd)
{
    char block[1 << 16];
    int held = neume_temp_file();
    FILE *copy = held >= 0 ? fdopen(held, "w+b") : NULL;
    if (!copy) {
        enum neume_status failed = neume_status_from_errno(errno, NEUME_ERR_WRITE);
        if (held >= 0)
            close(held);
        return failed;
    }
    enum neume_status status = NEUME_OK;
    ssize_t n;
    while ((n = read(*fd, block, sizeof block)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            status = neume_status_from_errno(errno, NEUME_ERR_READ);
        else if (fwrite(block, 1, (size_t)n, copy) != (size_t)n)
            status = neume_status_from_errno(errno, NEUME_ERR_WRITE);
        if (status != NEUME_OK)
            break;
    }
    if (status == NEUME_OK && fflush(copy))
        status = neume_status_from_errno(errno, NEUME_ERR_WRITE);
    close(*fd);
    *fd = status == NEUME_OK ? dup(fileno(copy)) : -1;
    if (status == NEUME_OK && *fd < 0)
        status = neume_status_from_errno(errno, NEUME_ERR_READ);
    fclose(copy);
    return status;
}

/* Asks the system before libsndfile, whose errors do not tell these cases apart. */
enum neume_status neume_open_bytes(struct neume_vio *vio, const char *path)
{
    struct stat st;
    int is_stdin = !strcmp(path, "-");
    vio->fd = is_stdin ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (vio->fd < 0 || fstat(vio->fd, &st))
        return neume_status_from_errno(errno, NEUME_ERR_READ);
    if (S_ISDIR(st.st_mode))
        return NEUME_ERR_DIRECTORY;
    if (S_ISREG(st.st_mode)) {
        int64_t at = is_stdin ? lseek(vio->fd, 0, SEEK_CUR) : 0;
        vio->base = at > 0 ? at : 0;
        vio->length = st.st_size > vio->base ? st.st_size - vio->base : 0;
        return vio->length ? NEUME_OK : NEUME_ERR_EMPTY;
    }
    if (S_ISCHR(st.st_mode)) {
        /* /dev/null is an empty file; a terminal or /dev/zero would never end. */
        char byte;
        return read(vio->fd, &byte, 1) == 0 ? NEUME_ERR_EMPTY : NEUME_ERR_FORMAT;
    }
    enum neume_status status = spool(&vio->fd);
    if (status != NEUME_OK)
        return status;
    if (fstat(vio->fd, &st))
        return neume_status_from_errno(errno, NEUME_ERR_READ);
    vio->length = st.st_size;
    return vio->length ? NEUME_OK : NEUME_ERR_EMPTY;
}
