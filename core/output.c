/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* O_TMPFILE */
#include "core/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char temp_name[] = ".neume-XXXXXX";

/* "folder/.neume-XXXXXX", where `folder` has `length` characters and brings its own slash. */
static char *temp_in(const char *folder, size_t length, const char *slash)
{
    char *path = malloc(length + strlen(slash) + sizeof temp_name);
    if (path) {
        memcpy(path, folder, length);
        strcpy(path + length, slash);
        strcat(path, temp_name);
    }
    return path;
}

/* In the target's own folder, so that the rename never crosses file systems. */
static char *temp_beside(const char *target)
{
    const char *slash = strrchr(target, '/');
    return temp_in(target, slash ? (size_t)(slash - target) + 1 : 0, "");
}

static char *temp_in_tmpdir(void)
{
    const char *folder = getenv("TMPDIR");
    if (!folder || !*folder)
        folder = "/tmp";
    return temp_in(folder, strlen(folder), "/");
}

/* Where the bytes will go, and what is there now; *mode is that of a file to be replaced, 0 where there is none. */
static enum neume_status look_at(struct neume_output *o, const char *target, mode_t *mode)
{
    struct stat st;
    *mode = 0;
    if (!strcmp(target, "-")) {
        o->copies = 1;
        return NEUME_OK;
    }
    int exists = !stat(target, &st);
    if (!exists && errno != ENOENT)
        return neume_status_from_errno(errno, NEUME_ERR_WRITE);
    if (exists && S_ISDIR(st.st_mode))
        return NEUME_ERR_DIRECTORY;
    if (exists && access(target, W_OK))
        return neume_status_from_errno(errno, NEUME_ERR_WRITE);
    if (exists && S_ISREG(st.st_mode))
        *mode = st.st_mode & 07777;
    o->copies = exists && !S_ISREG(st.st_mode);
    o->target = exists && !o->copies ? realpath(target, NULL) : strdup(target);
    return o->target ? NEUME_OK : NEUME_ERR_MEMORY;
}

/* Fills the last six characters of `path` and calls `make` until it makes a file of that name. What it answers, or -1.
 */
static int make_named(char *path, int (*make)(const char *path, int argument), int argument)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    char *tail = path + strlen(path) - 6;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    uint64_t seed = (uint64_t)now.tv_nsec ^ (uint64_t)getpid() << 32 ^ (uint64_t)(uintptr_t)path;
    for (int attempt = 0; attempt < 1000; attempt++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        for (int i = 0; i < 6; i++)
            tail[i] = letters[(seed >> (16 + 8 * i) & 0xFF) % 36];
        int made = make(path, argument);
        if (made >= 0 || errno != EEXIST)
            return made;
    }
    return -1;
}

/* Not mkstemp(): this has the permissions of an ordinary new file. The umask cannot be asked without setting it, which
 * other threads would feel. */
static int create(const char *path, int mode)
{
    return open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)mode);
}

static int give_name(const char *path, int fd)
{
    char link[40];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    return linkat(AT_FDCWD, link, AT_FDCWD, path, AT_SYMLINK_FOLLOW);
}

/* A file without a name, which is gone with the process whatever ends it; -1 if the file system has no such files. */
static int create_unnamed(const char *temp, mode_t mode)
{
#ifdef O_TMPFILE
    char folder[PATH_MAX];
    size_t length = strlen(temp) - (sizeof temp_name - 1);
    if (length >= sizeof folder || access("/proc/self/fd", X_OK))
        return -1;
    memcpy(folder, temp, length);
    folder[length] = 0;
    return open(length ? folder : ".", O_TMPFILE | O_RDWR | O_CLOEXEC, mode);
#else
    (void)temp;
    (void)mode;
    return -1;
#endif
}

enum neume_status neume_output_open(struct neume_output *o, const char *target)
{
    mode_t mode;
    memset(o, 0, sizeof *o);
    enum neume_status status = look_at(o, target, &mode);
    if (status != NEUME_OK)
        goto fail;
    o->temp = o->copies ? temp_in_tmpdir() : temp_beside(o->target);
    status = NEUME_ERR_MEMORY;
    if (!o->temp)
        goto fail;
    mode_t fresh = o->copies ? 0600 : 0666;
    int fd = create_unnamed(o->temp, fresh);
    if (fd < 0) {
        fd = make_named(o->temp, create, (int)fresh);
        o->named = fd >= 0;
    }
    if (fd < 0) {
        status = neume_status_from_errno(errno, NEUME_ERR_WRITE);
        goto fail;
    }
    o->stream = fdopen(fd, "w+b");
    if (!o->stream) {
        close(fd);
        goto fail;
    }
    if (!o->copies && mode && fchmod(fd, mode)) {
        status = neume_status_from_errno(errno, NEUME_ERR_WRITE);
        goto fail;
    }
    return NEUME_OK;
fail:
    neume_output_abandon(o);
    return status;
}

static enum neume_status copy_to(FILE *from, FILE *to)
{
    char block[1 << 16];
    size_t got;
    rewind(from);
    while ((got = fread(block, 1, sizeof block, from)) > 0)
        if (fwrite(block, 1, got, to) != got)
            return neume_status_from_errno(errno, NEUME_ERR_WRITE);
    if (ferror(from) || fflush(to))
        return neume_status_from_errno(errno, NEUME_ERR_WRITE);
    return NEUME_OK;
}

static enum neume_status copy_out(struct neume_output *o)
{
    if (!o->target)
        return copy_to(o->stream, stdout);
    FILE *device = fopen(o->target, "wb");
    if (!device)
        return neume_status_from_errno(errno, NEUME_ERR_WRITE);
    enum neume_status status = copy_to(o->stream, device);
    if (fclose(device) && status == NEUME_OK)
        status = neume_status_from_errno(errno, NEUME_ERR_WRITE);
    return status;
}

/* The bytes are on the disk before the name is, so that not even a power cut leaves half a file under it. */
static enum neume_status put_in_place(struct neume_output *o)
{
    int failed = fsync(fileno(o->stream)) && errno != EINVAL && errno != ENOTSUP;
    if (!failed && !o->named) {
        failed = make_named(o->temp, give_name, fileno(o->stream)) < 0;
        o->named = !failed;
    }
    int error = errno;
    FILE *stream = o->stream;
    o->stream = NULL;
    if (fclose(stream) && !failed) {
        failed = 1;
        error = errno;
    }
    if (!failed && rename(o->temp, o->target)) {
        failed = 1;
        error = errno;
    }
    o->named = o->named && failed;
    errno = error;
    return failed ? neume_status_from_errno(error, NEUME_ERR_WRITE) : NEUME_OK;
}

enum neume_status neume_output_commit(struct neume_output *o)
{
    enum neume_status status;
    if (!o->stream)
        return NEUME_ERR_ARGUMENT;
    errno = 0;
    if (ferror(o->stream) || fflush(o->stream))
        status = neume_status_from_errno(errno, NEUME_ERR_WRITE);
    else
        status = o->copies ? copy_out(o) : put_in_place(o);
    neume_output_abandon(o);
    return status;
}

void neume_output_abandon(struct neume_output *o)
{
    if (!o)
        return;
    if (o->stream)
        fclose(o->stream);
    if (o->named)
        unlink(o->temp);
    free(o->temp);
    free(o->target);
    memset(o, 0, sizeof *o);
}
