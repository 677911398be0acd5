/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "cli/io/output_clashes.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/io/console.h"
#include "cli/io/hash.h"
#include "cli/io/paths.h"
#include "cli/options/options.h"

/* A file by the hash of its place: its folder, as the file system numbers it, and its name. */
struct place {
    uint64_t hash;
    const char *path;
    size_t input; /* its index, or that of whose output it is */
    int is_output;
};

/* The folder that was looked at last: most files lie beside the one before. */
struct last_folder {
    char *path;
    size_t length, room;
    uint64_t hash;
};

static int by_hash(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    return (x->hash > y->hash) - (x->hash < y->hash);
}

/* A folder that is not there yet goes by its name, "a//b" and "a/./b" being "a/b". */
static uint64_t hash_name(const char *path, size_t length)
{
    uint64_t hash = CLI_HASH_START;
    for (size_t i = 0; i < length; i++) {
        if (path[i] == '/')
            while (i + 1 < length &&
                   (path[i + 1] == '/' || (path[i + 1] == '.' && i + 2 < length && path[i + 2] == '/')))
                i++;
        hash = neume_cli_hash(hash, &path[i], 1);
    }
    return hash;
}

/* `length`: of the folder's part of a path, with its slash. 0 without memory. */
static int look_at_folder(struct last_folder *last, const char *path, size_t length)
{
    struct stat st;
    if (last->path && last->length == length && !memcmp(last->path, path, length))
        return 1;
    if (length + 2 > last->room) {
        char *more = realloc(last->path, 2 * length + 64);
        if (!more)
            return 0;
        last->path = more;
        last->room = 2 * length + 64;
    }
    memcpy(last->path, length ? path : ".", length ? length : 1);
    last->path[length ? length : 1] = '\0';
    last->length = length;
    if (stat(last->path, &st)) {
        last->hash = hash_name(path, length);
    } else {
        const uint64_t place[2] = {(uint64_t)st.st_dev, (uint64_t)st.st_ino};
        last->hash = neume_cli_hash(CLI_HASH_START, place, sizeof place);
    }
    return 1;
}

static int hash_place(struct last_folder *last, const char *path, uint64_t *hash)
{
    const char *base = neume_cli_base_name(path);
    if (!look_at_folder(last, path, (size_t)(base - path)))
        return 0;
    *hash = neume_cli_hash(last->hash, base, strlen(base));
    return 1;
}

/* 1: a place; 0: a device or a stream, which takes whatever comes; -1: no memory. */
static int find_place(struct last_folder *last, const char *path, uint64_t *hash)
{
    struct stat st;
    if (!strcmp(path, "-"))
        return 0;
    const int there = !lstat(path, &st);
    if (!there || !S_ISLNK(st.st_mode))
        return there && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode) ? 0 : hash_place(last, path, hash) ? 1 : -1;
    if (!stat(path, &st) && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
        return 0;
    char *end = neume_cli_canonical_path(path);
    const int found = end && hash_place(last, end, hash);
    free(end);
    return found ? 1 : -1;
}

static enum cli_exit compare(const struct cli_command *command, const struct cli_operands *inputs,
                             const struct place *a, const struct place *b)
{
    if (a->hash != b->hash || !(a->is_output || b->is_output) ||
        (strcmp(a->path, b->path) != 0 && !neume_cli_same_file(a->path, b->path)))
        return CLI_EXIT_DONE;
    if (!a->is_output || !b->is_output)
        return neume_cli_usage_error(command, "%s: the output would replace an input",
                                     a->is_output ? a->path : b->path);
    if (a->input == b->input)
        return neume_cli_usage_error(command, "%s: two formats would both be written to it", a->path);
    const int turned = a->input > b->input;
    return neume_cli_usage_error(command, "%s: %s and %s would both be written to it", a->path,
                                 inputs->name[turned ? b->input : a->input],
                                 inputs->name[turned ? a->input : b->input]);
}

enum cli_exit neume_cli_refuse_clashes(const struct cli_command *command, const struct cli_operands *inputs,
                                       char *const *output, size_t each)
{
    const size_t files = (size_t)inputs->count, most = files * (1 + each);
    struct last_folder last = {0};
    struct place *all = calloc(most + 1, sizeof *all);
    size_t count = 0;
    int found = all ? 1 : -1;
    for (size_t i = 0; found >= 0 && i < most; i++) {
        const int is_output = i >= files;
        struct place *p = &all[count];
        *p = (struct place){.path = is_output ? output[i - files] : inputs->name[i],
                            .input = is_output ? (i - files) / each : i,
                            .is_output = is_output};
        found = find_place(&last, p->path, &p->hash);
        count += found > 0;
    }
    enum cli_exit code = CLI_EXIT_DONE;
    if (found < 0) {
        neume_cli_error("%s", neume_status_text(NEUME_ERR_MEMORY));
        code = CLI_EXIT_FAILED;
    } else {
        qsort(all, count, sizeof *all, by_hash);
    }
    for (size_t i = 1; i < count && code == CLI_EXIT_DONE; i++)
        code = compare(command, inputs, &all[i - 1], &all[i]);
    free(last.path);
    free(all);
    return code;
}
