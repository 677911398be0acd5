/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "datasets/loaders/tree.h"

#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "datasets/loaders/rules.h"

enum { MAX_DEPTH = 10 };

/* The folders that the walk is in, so that a link to one of them is seen. */
struct folder {
    const struct folder *parent;
    dev_t device;
    ino_t inode;
    int depth;
};

static char *join(const char *folder, const char *name)
{
    size_t a = strlen(folder), b = strlen(name);
    char *path = malloc(a + b + 2);
    if (!path)
        return NULL;
    memcpy(path, folder, a);
    if (a && folder[a - 1] != '/')
        path[a++] = '/';
    memcpy(path + a, name, b + 1);
    return path;
}

char *neume_tree_path(const struct neume_tree *tree, const char *path)
{
    return join(tree->root, path);
}

/* Takes the path over. */
static enum neume_status push(struct neume_tree *tree, char *path)
{
    if (tree->count == tree->capacity) {
        size_t capacity = tree->capacity ? 2 * tree->capacity : 256;
        char **grown = realloc(tree->path, capacity * sizeof *grown);
        if (!grown) {
            free(path);
            return NEUME_ERR_MEMORY;
        }
        tree->path = grown;
        tree->capacity = capacity;
    }
    tree->path[tree->count++] = path;
    return NEUME_OK;
}

static int is_above(const struct folder *folder, const struct stat *info)
{
    for (; folder; folder = folder->parent)
        if (folder->device == info->st_dev && folder->inode == info->st_ino)
            return 1;
    return 0;
}

static enum neume_status walk(struct neume_tree *tree, const char *relative, const struct folder *here);

static enum neume_status visit(struct neume_tree *tree, char *relative, const struct folder *here)
{
    enum neume_status status = NEUME_OK;
    struct stat info;
    char *path = join(tree->root, relative);
    int failed = path ? stat(path, &info) : 0;
    if (!path) {
        status = NEUME_ERR_MEMORY;
    } else if (!failed && S_ISREG(info.st_mode)) {
        free(path);
        return push(tree, relative);
    } else if (!failed && S_ISDIR(info.st_mode) && here->depth < MAX_DEPTH && !is_above(here, &info)) {
        struct folder below = {here, info.st_dev, info.st_ino, here->depth + 1};
        status = walk(tree, relative, &below);
    }
    free(path);
    free(relative);
    return status;
}

/* A folder below the root that cannot be opened is passed over. */
static enum neume_status walk(struct neume_tree *tree, const char *relative, const struct folder *here)
{
    char *path = join(tree->root, relative);
    if (!path)
        return NEUME_ERR_MEMORY;
    DIR *folder = opendir(path);
    free(path);
    if (!folder)
        return here->parent ? NEUME_OK : neume_status_from_errno(errno, NEUME_ERR_READ);
    enum neume_status status = NEUME_OK;
    for (struct dirent *entry; status == NEUME_OK && (entry = readdir(folder));) {
        if (entry->d_name[0] == '.')
            continue;
        char *below = join(relative, entry->d_name);
        status = below ? visit(tree, below, here) : NEUME_ERR_MEMORY;
    }
    closedir(folder);
    return status;
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

enum neume_status neume_tree_read(struct neume_tree *tree, const char *root)
{
    struct stat info;
    *tree = (struct neume_tree){0};
    if (stat(root, &info))
        return neume_status_from_errno(errno, NEUME_ERR_READ);
    if (!S_ISDIR(info.st_mode))
        return NEUME_ERR_ARGUMENT;
    tree->root = join(root, "");
    if (!tree->root)
        return NEUME_ERR_MEMORY;
    struct folder top = {NULL, info.st_dev, info.st_ino, 0};
    enum neume_status status = walk(tree, "", &top);
    if (status != NEUME_OK) {
        neume_tree_release(tree);
        return status;
    }
    if (tree->count)
        qsort(tree->path, tree->count, sizeof *tree->path, compare);
    return NEUME_OK;
}

void neume_tree_release(struct neume_tree *tree)
{
    if (!tree)
        return;
    for (size_t i = 0; i < tree->count; i++)
        free(tree->path[i]);
    free(tree->path);
    free(tree->root);
    *tree = (struct neume_tree){0};
}

size_t neume_tree_seek(const struct neume_tree *tree, const char *text)
{
    size_t low = 0, high = tree->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(tree->path[middle], text) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int neume_tree_has(const struct neume_tree *tree, const char *path)
{
    size_t at = neume_tree_seek(tree, path);
    return at < tree->count && !strcmp(tree->path[at], path);
}
