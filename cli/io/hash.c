/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#define _DEFAULT_SOURCE
#include "cli/io/hash.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/io/console.h"
#include "cli/io/paths.h"

enum { DEEPEST = 32 }; /* folders in folders: a kit has few */

uint64_t neume_cli_hash(uint64_t hash, const void *bytes, size_t size)
{
    const unsigned char *p = bytes;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ p[i]) * 0x100000001b3U;
    return hash;
}

uint64_t neume_cli_hash_file(const char *path, enum neume_status *status)
{
    static const size_t room = 1 << 16;
    uint64_t hash = CLI_HASH_START;
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    unsigned char *bytes = fd < 0 ? NULL : malloc(room);
    ssize_t got = bytes ? 1 : -1;
    while (got > 0 && !neume_cli_stopped()) {
        got = read(fd, bytes, room);
        hash = got > 0 ? neume_cli_hash(hash, bytes, (size_t)got) : hash;
    }
    *status = neume_cli_stopped() ? NEUME_ERR_CANCELLED
              : got < 0           ? neume_status_from_errno(errno, NEUME_ERR_READ)
                                  : NEUME_OK;
    free(bytes);
    if (fd >= 0)
        close(fd);
    return *status == NEUME_OK ? hash : 0;
}

static int not_dots(const struct dirent *entry)
{
    return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

static uint64_t add_folder(uint64_t hash, const char *path, int depth)
{
    struct dirent **entry;
    struct stat st;
    const int count = depth < DEEPEST ? scandir(path, &entry, not_dots, alphasort) : 0;
    for (int i = 0; i < count; i++) {
        char *inside = neume_cli_join_path(path, strlen(path), "/", 1, entry[i]->d_name);
        hash = neume_cli_hash(hash, entry[i]->d_name, strlen(entry[i]->d_name) + 1);
        if (inside && !stat(inside, &st) && S_ISDIR(st.st_mode)) {
            hash = add_folder(hash, inside, depth + 1);
        } else if (inside && !stat(inside, &st)) {
            const long long facts[] = {st.st_size, st.st_mtim.tv_sec, st.st_mtim.tv_nsec};
            hash = neume_cli_hash(hash, facts, sizeof facts);
        }
        free(inside);
        free(entry[i]);
    }
    if (depth < DEEPEST && count >= 0)
        free(entry);
    return hash;
}

uint64_t neume_cli_hash_tree(const char *path)
{
    struct stat st;
    enum neume_status status;
    if (stat(path, &st) || !S_ISDIR(st.st_mode))
        return neume_cli_hash_file(path, &status);
    return add_folder(CLI_HASH_START, path, 0);
}
