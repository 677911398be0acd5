/* SPDX-License-Identifier: MIT */
#ifndef NEUME_DATASETS_LOADERS_TREE_H
#define NEUME_DATASETS_LOADERS_TREE_H

#include "datasets/loaders/dataset.h"
#include "datasets/loaders/rules.h"

/* "root/path", for the caller to free; NULL without memory. */
char *neume_tree_path(const struct neume_tree *tree, const char *path);

/* The first path of the tree that is not before `text`; tree->count where there is none. */
size_t neume_tree_seek(const struct neume_tree *tree, const char *text);

/* Fills a zeroed tree. Links are followed, loops are not; ten folders deep at most, hidden files left out.
 * NOT_FOUND, PERMISSION, READ: the root; a folder below that cannot be read is as if it were empty.
 * ARGUMENT: the root is no folder. On failure the tree is empty. */
enum neume_status neume_tree_read(struct neume_tree *tree, const char *root);
void neume_tree_release(struct neume_tree *tree);

/* 1 where the tree holds that file; the path is relative to the root. */
int neume_tree_has(const struct neume_tree *tree, const char *path);

#endif
