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

#include "core/output_sweep.h"
#include "core/output_target.h"
#include "core/temp_folder.h"

enum { MOST_OPEN = 64 }; /* outputs of a set */

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

static char *temp_in_root(void)
{
    const char *folder = neume_temp_root();
    return temp_in(folder, strlen(folder), "/");
}

/* Fills the last six characters of `path` and calls `make` until it makes a file of that name. What it answers, or -1.
 */
static int make_named(char *path, int (*make)(const char *path, const void *user), const void *user)
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
        int made = make(path, user);
        if (made >= 0 || errno != EEXIST)
            return made;
    }
    return -1;
}

/* Not mkstemp(): this has the permissions of an ordinary new file. The umask cannot be asked without setting it, which
 * other threads would feel. */
static int create(const char *path, const void *mode)
{
    return open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, *(const mode_t *)mode);
}

static int give_name(const char *path, const void *fd)
{
    char link[40];
    snprintf(link, sizeof link, "/proc/self/fd/%d", *(const int *)fd);
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

/* Before a name appears in the folder. */
static void hold_folder(struct neume_output *o)
{
    if (!o->folder)
        o->folder = neume_output_sweep(o->temp) + 1;
}

enum neume_status neume_output_open(struct neume_output *o, const char *target)
{
    return neume_output_open_in(o, target, NULL);
}

enum neume_status neume_output_open_in(struct neume_output *o, const char *target, struct neume_output_set *set)
{
    struct neume_output_target at;
    memset(o, 0, sizeof *o);
    o->set = set;
    enum neume_status status = neume_output_target_find(&at, target);
    o->target = at.path;
    o->stream_out = at.stream;
    o->copies = at.copies;
    if (status != NEUME_OK)
        goto fail;
    o->temp = o->copies ? temp_in_root() : temp_beside(o->target);
    status = NEUME_ERR_MEMORY;
    if (!o->temp)
        goto fail;
    mode_t fresh = o->copies ? 0600 : 0666;
    int fd = create_unnamed(o->temp, fresh);
    if (fd < 0) {
        hold_folder(o);
        fd = make_named(o->temp, create, &fresh);
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
    if (!o->copies && at.mode && fchmod(fd, at.mode)) {
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
    if (o->stream_out == STDOUT_FILENO)
        return copy_to(o->stream, stdout);
    int stream = o->target ? -1 : dup(o->stream_out);
    FILE *device = o->target ? fopen(o->target, "wb") : stream >= 0 ? fdopen(stream, "wb") : NULL;
    if (!device)
        return neume_status_from_errno(errno, NEUME_ERR_WRITE);
    enum neume_status status = copy_to(o->stream, device);
    if (fclose(device) && status == NEUME_OK)
        status = neume_status_from_errno(errno, NEUME_ERR_WRITE);
    return status;
}

/* The bytes are on the disk before the name is, so that not even a power cut leaves half a file under it. */
static enum neume_status finish(struct neume_output *o)
{
    int fd = fileno(o->stream), failed = fsync(fd) && errno != EINVAL && errno != ENOTSUP;
    if (!failed && !o->named) {
        hold_folder(o);
        failed = make_named(o->temp, give_name, &fd) < 0;
        o->named = !failed;
    }
    int error = errno;
    FILE *stream = o->stream;
    o->stream = NULL;
    if (fclose(stream) && !failed) {
        failed = 1;
        error = errno;
    }
    return failed ? neume_status_from_errno(error, NEUME_ERR_WRITE) : NEUME_OK;
}

static enum neume_status move(struct neume_output *o)
{
    if (rename(o->temp, o->target))
        return neume_status_from_errno(errno, NEUME_ERR_WRITE);
    o->named = 0;
    return NEUME_OK;
}

static enum neume_status put_in_place(struct neume_output *o)
{
    if (o->copies)
        return copy_out(o);
    enum neume_status status = finish(o);
    return status == NEUME_OK ? move(o) : status;
}

/* One lock is enough for a folder: it goes from the last output to this one. */
static void pass_on_lock(struct neume_output_set *set, struct neume_output *o)
{
    struct neume_output *before = set->count ? &set->output[set->count - 1] : NULL;
    if (!before || !before->folder || !o->folder || strlen(before->temp) != strlen(o->temp) ||
        strncmp(before->temp, o->temp, strlen(o->temp) - (sizeof temp_name - 1)) != 0)
        return;
    close(o->folder - 1);
    o->folder = before->folder;
    before->folder = 0;
}

/* On success the set owns what the output held. */
static enum neume_status hand_over(struct neume_output *o)
{
    struct neume_output_set *set = o->set;
    if (set->count == set->capacity) {
        size_t capacity = set->capacity ? 2 * set->capacity : 8;
        struct neume_output *grown = realloc(set->output, capacity * sizeof *grown);
        if (!grown)
            return NEUME_ERR_MEMORY;
        set->output = grown;
        set->capacity = capacity;
    }
    enum neume_status status = !o->copies && set->count >= MOST_OPEN ? finish(o) : NEUME_OK;
    if (status != NEUME_OK)
        return status;
    pass_on_lock(set, o);
    set->output[set->count++] = *o;
    memset(o, 0, sizeof *o);
    return NEUME_OK;
}

enum neume_status neume_write_failure(FILE *stream)
{
    static const char block[4096];
    errno = 0;
    if (fflush(stream) == 0 && write(fileno(stream), block, sizeof block) == (ssize_t)sizeof block)
        errno = 0;
    return neume_status_from_errno(errno, NEUME_ERR_WRITE);
}

enum neume_status neume_output_commit(struct neume_output *o)
{
    enum neume_status status;
    if (!o->stream)
        return NEUME_ERR_ARGUMENT;
    if (ferror(o->stream) || fflush(o->stream))
        status = neume_write_failure(o->stream);
    else
        status = o->set ? hand_over(o) : put_in_place(o);
    neume_output_abandon(o);
    return status;
}

enum neume_status neume_output_end(struct neume_output *o, enum neume_status written)
{
    if (written == NEUME_OK)
        return neume_output_commit(o);
    if (written == NEUME_ERR_WRITE && o->stream)
        written = neume_write_failure(o->stream);
    neume_output_abandon(o);
    return written;
}

/* What an output replaced: a second name for it, NULL where there was nothing or the file system has no such names. */
struct replaced {
    char *path;
    int existed;
};

static int give_second_name(const char *path, const void *target)
{
    return link(target, path);
}

static struct replaced keep_old(const struct neume_output *o)
{
    struct replaced old = {.path = temp_beside(o->target), .existed = 1};
    if (!old.path || make_named(old.path, give_second_name, o->target) < 0) {
        old.existed = errno != ENOENT;
        free(old.path);
        old.path = NULL;
    }
    return old;
}

/* Files first, so that a disk that is full by now is known before any target changes; then what is copied. */
static enum neume_status finish_all(struct neume_output_set *set, size_t *at)
{
    enum neume_status status = NEUME_OK;
    for (int copies = 0; copies < 2; copies++)
        for (size_t i = 0; i < set->count && status == NEUME_OK; i++)
            if (set->output[i].copies == copies) {
                *at = i;
                if (set->output[i].stream)
                    status = copies ? copy_out(&set->output[i]) : finish(&set->output[i]);
            }
    return status;
}

/* Renames in turn; where one fails, those before it are taken back. old: [count], zeroed */
static enum neume_status move_all(struct neume_output_set *set, struct replaced *old, size_t *at)
{
    enum neume_status status = NEUME_OK;
    size_t end = 0;
    for (; end < set->count && status == NEUME_OK; end++) {
        if (set->output[end].copies)
            continue;
        *at = end;
        old[end] = keep_old(&set->output[end]);
        status = move(&set->output[end]);
    }
    for (size_t i = 0; i < end; i++) {
        const struct neume_output *o = &set->output[i];
        int moved = !o->copies && !o->named;
        if (status != NEUME_OK && moved && old[i].path)
            rename(old[i].path, o->target);
        else if (status != NEUME_OK && moved && !old[i].existed)
            unlink(o->target);
        else if (old[i].path)
            unlink(old[i].path);
        free(old[i].path);
    }
    return status;
}

enum neume_status neume_output_set_commit(struct neume_output_set *set, char **failed)
{
    size_t at = 0;
    struct replaced *old = calloc(set->count + 1, sizeof *old);
    enum neume_status status = old ? finish_all(set, &at) : NEUME_ERR_MEMORY;
    if (status == NEUME_OK)
        status = move_all(set, old, &at);
    if (failed) {
        *failed = status != NEUME_OK && at < set->count ? set->output[at].target : NULL;
        if (*failed)
            set->output[at].target = NULL;
    }
    free(old);
    neume_output_set_release(set);
    return status;
}

void neume_output_set_release(struct neume_output_set *set)
{
    for (size_t i = 0; set && i < set->count; i++)
        neume_output_abandon(&set->output[i]);
    if (set) {
        free(set->output);
        memset(set, 0, sizeof *set);
    }
}

void neume_output_abandon(struct neume_output *o)
{
    if (!o)
        return;
    if (o->stream)
        fclose(o->stream);
    if (o->named)
        unlink(o->temp);
    if (o->folder)
        close(o->folder - 1);
    free(o->temp);
    free(o->target);
    memset(o, 0, sizeof *o);
}
