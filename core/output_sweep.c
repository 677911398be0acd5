/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* flock() on a folder; fstatat() */
#include "core/output_sweep.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int is_temporary(const char *name)
{
    static const char start[] = ".neume-";
    size_t length = sizeof start - 1;
    return !strncmp(name, start, length) && strlen(name) == length + 6 &&
           strspn(name + length, "abcdefghijklmnopqrstuvwxyz0123456789") == 6;
}

static void remove_all(int folder)
{
    int copy = dup(folder);
    DIR *dir = copy >= 0 ? fdopendir(copy) : NULL;
    struct dirent *entry;
    struct stat st;
    if (!dir && copy >= 0)
        close(copy);
    while (dir && (entry = readdir(dir)) != NULL)
        if (is_temporary(entry->d_name) && !fstatat(folder, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) &&
            S_ISREG(st.st_mode) && st.st_uid == geteuid())
            unlinkat(folder, entry->d_name, 0);
    if (dir)
        closedir(dir);
}

int neume_output_sweep(const char *path)
{
    char name[PATH_MAX];
    const char *slash = strrchr(path, '/');
    size_t length = slash ? (size_t)(slash - path) + 1 : 0;
    if (length >= sizeof name)
        return -1;
    memcpy(name, path, length);
    name[length] = 0;
    int folder = open(length ? name : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0 && !flock(folder, LOCK_EX | LOCK_NB))
        remove_all(folder);
    int tries = 100;
    while (folder >= 0 && flock(folder, LOCK_SH | LOCK_NB)) { /* another run sweeps, which takes a moment */
        struct timespec moment = {0, 10000000};
        if (errno != EWOULDBLOCK || !tries--) {
            close(folder);
            return -1;
        }
        nanosleep(&moment, NULL);
    }
    return folder;
}
