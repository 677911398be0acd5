/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "cli/batch/shard.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct sized {
    long long size;
    const char *name;
    size_t index;
};

struct load {
    long long bytes;
    int shard;
};

static int larger_first(const void *a, const void *b)
{
    const struct sized *x = a, *y = b;
    if (x->size != y->size)
        return x->size < y->size ? 1 : -1;
    return strcmp(x->name, y->name);
}

static int is_less(const struct load *a, const struct load *b)
{
    return a->bytes != b->bytes ? a->bytes < b->bytes : a->shard < b->shard;
}

/* Puts the first of a heap in its place, the least being on top. */
static void sink(struct load *heap, size_t count)
{
    for (size_t at = 0, next; (next = 2 * at + 1) < count; at = next) {
        next += next + 1 < count && is_less(&heap[next + 1], &heap[next]);
        if (!is_less(&heap[next], &heap[at]))
            return;
        const struct load swap = heap[at];
        heap[at] = heap[next];
        heap[next] = swap;
    }
}

int neume_cli_shard(char *const *name, size_t count, int which, int shards, unsigned char *mine)
{
    struct stat st;
    struct sized *all = calloc(count + 1, sizeof *all);
    struct load *heap = calloc((size_t)shards, sizeof *heap);
    for (size_t i = 0; all && heap && i < count; i++)
        all[i] = (struct sized){stat(name[i], &st) ? 0 : (long long)st.st_size, name[i], i};
    for (int s = 0; heap && s < shards; s++)
        heap[s].shard = s + 1;
    if (all && heap)
        qsort(all, count, sizeof *all, larger_first);
    for (size_t i = 0; all && heap && i < count; i++) {
        mine[all[i].index] = heap[0].shard == which;
        heap[0].bytes += all[i].size + 1; /* empty files take turns as well */
        sink(heap, (size_t)shards);
    }
    const int done = all && heap;
    free(all);
    free(heap);
    return done;
}
