/* SPDX-License-Identifier: MIT */
#include "datasets/loaders/index_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/regular_file.h"
#include "datasets/loaders/clips.h"
#include "datasets/loaders/csv.h"
#include "datasets/loaders/pattern.h"
#include "datasets/loaders/rules.h"
#include "datasets/loaders/tree.h"

struct columns {
    int id, audio, reference, split, category, kind;
};

static enum neume_status complain(struct neume_dataset_problem *problem, const char *file, size_t line,
                                  const char *text)
{
    if (problem) {
        snprintf(problem->file, sizeof problem->file, "%s", file);
        snprintf(problem->text, sizeof problem->text, "%s", text);
        problem->line = line;
    }
    return NEUME_ERR_DAMAGED;
}

/* Whether the index is at `path`; a name with '/' before it must be at the root. *base is the length of its folder. */
static int is_index(const char *path, const char *files, size_t *base)
{
    const char *file = NULL, *slash = strrchr(path, '/');
    size_t length = strlen(path), tail = 0;
    *base = slash ? (size_t)(slash + 1 - path) : 0;
    while (neume_pattern_next(files, &file, &tail)) {
        if (*file == '/' ? length == tail - 1 && !memcmp(path, file + 1, tail - 1)
                         : tail <= length && !memcmp(path + length - tail, file, tail) &&
                               (tail == length || path[length - tail - 1] == '/'))
            return 1;
    }
    return 0;
}

/* "drums" in a kind column, or a category that begins with it. */
static enum neume_clip_kind kind_of(const struct neume_index_file *index, const char *kind, const char *category)
{
    for (int k = 0; k < NEUME_CLIP_KIND_COUNT; k++)
        if (!strcmp(kind, neume_clip_kind_name((enum neume_clip_kind)k)))
            return (enum neume_clip_kind)k;
    return strncmp(category, "drum", 4) ? index->default_kind : NEUME_CLIP_DRUMS;
}

/* A file of the dataset as seen from the root: absolute names stay. *there says whether it exists. */
static char *locate(const struct neume_tree *tree, const char *index_path, size_t base, const char *name, int *there)
{
    char relative[NEUME_PATTERN_ROOM];
    *there = 0;
    if (name[0] == '/') {
        *there = neume_regular_file_check(name) == NEUME_OK;
        char *absolute = malloc(strlen(name) + 1);
        return absolute ? strcpy(absolute, name) : NULL;
    }
    while (!strncmp(name, "./", 2))
        name += 2;
    int length = snprintf(relative, sizeof relative, "%.*s%s", (int)base, index_path, name);
    if (length >= (int)sizeof relative)
        relative[0] = '\0';
    *there = neume_tree_has(tree, relative);
    return neume_tree_path(tree, relative);
}

/* The audio's name without its ending. */
static void stem(const char *audio, char *out, size_t size)
{
    const char *slash = strrchr(audio, '/'), *dot = strrchr(audio, '.');
    int length = dot && (!slash || dot > slash) ? (int)(dot - audio) : (int)strlen(audio);
    snprintf(out, size, "%.*s", length, audio);
}

static enum neume_status add_row(const struct neume_index_file *index, const struct neume_tree *tree, const char *path,
                                 size_t base, const struct neume_csv *csv, const struct columns *column,
                                 struct neume_clips *clips)
{
    char id[NEUME_PATTERN_ROOM];
    int has_audio, has_reference;
    const char *audio = neume_csv_cell(csv, column->audio);
    stem(audio, id, sizeof id);
    char *audio_path = locate(tree, path, base, audio, &has_audio);
    char *reference = locate(tree, path, base, neume_csv_cell(csv, column->reference), &has_reference);
    struct neume_clip_names names = {.id = column->id < 0 ? id : neume_csv_cell(csv, column->id),
                                     .category = neume_csv_cell(csv, column->category),
                                     .split = neume_csv_cell(csv, column->split)};
    struct neume_clip clip = {.audio = audio_path,
                              .reference = &reference,
                              .references = 1,
                              .format = index->format,
                              .channel = -1,
                              .synthetic = -1,
                              .missing = (has_audio ? 0u : NEUME_MISSING_AUDIO) |
                                         (has_reference ? 0u : NEUME_MISSING_REFERENCE)};
    clip.kind = kind_of(index, neume_csv_cell(csv, column->kind), names.category);
    enum neume_status status = audio_path && reference ? neume_clips_add(clips, &clip, &names) : NEUME_ERR_MEMORY;
    free(audio_path);
    free(reference);
    return status;
}

static enum neume_status read_rows(const struct neume_index_file *index, const struct neume_tree *tree,
                                   const char *path, size_t base, struct neume_csv *csv, struct neume_clips *clips,
                                   struct neume_dataset_problem *problem)
{
    struct columns column = {
        .id = neume_csv_column(csv, index->id),
        .audio = neume_csv_column(csv, index->audio),
        .reference = neume_csv_column(csv, index->reference),
        .split = neume_csv_column(csv, index->split),
        .category = neume_csv_column(csv, index->category),
        .kind = neume_csv_column(csv, index->kind),
    };
    if (column.audio < 0 || column.reference < 0 || (index->id && column.id < 0)) {
        char text[160];
        const char *lost = column.audio < 0 ? index->audio : column.reference < 0 ? index->reference : index->id;
        snprintf(text, sizeof text, "the header has no column '%.*s'", (int)strcspn(lost, "|"), lost);
        return complain(problem, path, csv->line, text);
    }
    enum neume_status status = NEUME_OK;
    int more = 1;
    while (status == NEUME_OK) {
        status = neume_csv_next(csv, &more);
        if (status != NEUME_OK)
            return complain(problem, path, csv->line, "another number of columns than the header");
        if (!more)
            break;
        /* Some performances of Groove were never recorded as sound. */
        if (*neume_csv_cell(csv, column.audio))
            status = add_row(index, tree, path, base, csv, &column, clips);
    }
    return status;
}

static enum neume_status read_index(const struct neume_index_file *index, const struct neume_tree *tree,
                                    const char *relative, size_t base, struct neume_clips *clips,
                                    struct neume_dataset_problem *problem)
{
    struct neume_csv csv = {0};
    char *path = neume_tree_path(tree, relative);
    enum neume_status status = path ? neume_csv_open(&csv, path) : NEUME_ERR_MEMORY;
    free(path);
    if (status == NEUME_ERR_DAMAGED || status == NEUME_ERR_EMPTY)
        status = complain(problem, relative, csv.line, status == NEUME_ERR_EMPTY ? "empty" : "no table");
    else if (status == NEUME_OK)
        status = read_rows(index, tree, relative, base, &csv, clips, problem);
    neume_csv_close(&csv);
    return status;
}

enum neume_status neume_index_file_clips(const struct neume_index_file *index, const struct neume_tree *tree,
                                         struct neume_clips *clips, int *found, struct neume_dataset_problem *problem)
{
    size_t base, best = 0;
    const char *path = NULL;
    for (size_t i = 0; i < tree->count; i++)
        if (is_index(tree->path[i], index->file, &base) && (!path || base < best)) {
            path = tree->path[i];
            best = base;
        }
    *found = path != NULL;
    return path ? read_index(index, tree, path, best, clips, problem) : NEUME_OK;
}
