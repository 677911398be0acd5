/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "cli/io/input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/io/console.h"
#include "core/temp_folder.h"

static enum neume_status write_all(int fd, const char *bytes, size_t size)
{
    while (size) {
        ssize_t put = write(fd, bytes, size);
        if (put < 0 && errno != EINTR)
            return neume_status_from_errno(errno, NEUME_ERR_WRITE);
        if (put > 0) {
            bytes += put;
            size -= (size_t)put;
        }
    }
    return NEUME_OK;
}

static enum neume_status copy(int from, int to)
{
    char block[1 << 16];
    for (;;) {
        ssize_t got = read(from, block, sizeof block);
        if (neume_cli_stopped())
            return NEUME_ERR_CANCELLED;
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return neume_status_from_errno(errno, NEUME_ERR_READ);
        if (!got)
            return NEUME_OK;
        enum neume_status status = write_all(to, block, (size_t)got);
        if (status != NEUME_OK)
            return status;
    }
}

static enum neume_status hold(struct cli_input *input, int from)
{
    int fd = neume_temp_file();
    if (fd < 0)
        return neume_status_from_errno(errno, NEUME_ERR_WRITE);
    enum neume_status status = copy(from, fd);
    if (status == NEUME_OK && lseek(fd, 0, SEEK_SET) < 0)
        status = NEUME_ERR_READ;
    if (status != NEUME_OK) {
        close(fd);
        return status;
    }
    input->fd = fd;
    snprintf(input->held, sizeof input->held, "/dev/fd/%d", fd);
    input->path = input->held;
    return NEUME_OK;
}

enum neume_status neume_cli_input_open(struct cli_input *input, const char *name)
{
    struct stat st;
    memset(input, 0, sizeof *input);
    if (!strcmp(name, "-"))
        return hold(input, STDIN_FILENO);
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno == EINTR ? NEUME_ERR_CANCELLED : neume_status_from_errno(errno, NEUME_ERR_READ);
    enum neume_status status = NEUME_OK;
    input->path = name;
    if (fstat(fd, &st))
        status = neume_status_from_errno(errno, NEUME_ERR_READ);
    else if (S_ISDIR(st.st_mode))
        status = NEUME_ERR_DIRECTORY;
    else if (S_ISCHR(st.st_mode)) /* /dev/null is an empty file; a terminal or /dev/zero would never end */
        status = !strcmp(name, "/dev/null") ? NEUME_ERR_EMPTY : NEUME_ERR_NO_FILE;
    else if (!S_ISREG(st.st_mode))
        status = hold(input, fd);
    close(fd);
    return status;
}

void neume_cli_input_close(struct cli_input *input)
{
    if (input->fd > 0)
        close(input->fd);
    memset(input, 0, sizeof *input);
}
