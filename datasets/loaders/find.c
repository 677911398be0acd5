/* SPDX-License-Identifier: MIT */
#include "datasets/loaders/find.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/loaders/clips.h"
#include "datasets/loaders/csv.h"
#include "datasets/loaders/index_file.h"
#include "datasets/loaders/pattern.h"
#include "datasets/loaders/rules.h"
#include "datasets/loaders/synthetic.h"
#include "datasets/loaders/tree.h"

/* Files of the tree that a pattern means, once its variables are bound. */
struct paths {
    char **path; /* [count], whole paths, owned */
    size_t count, capacity;
};

static void paths_release(struct paths *paths)
{
    for (size_t i = 0; i < paths->count; i++)
        free(paths->path[i]);
    free(paths->path);
    *paths = (struct paths){0};
}

/* Takes the text over. */
static enum neume_status paths_push(struct paths *paths, char *path)
{
    if (path && paths->count == paths->capacity) {
        size_t capacity = paths->capacity ? 2 * paths->capacity : 4;
        char **grown = realloc(paths->path, capacity * sizeof *grown);
        if (grown) {
            paths->path = grown;
            paths->capacity = capacity;
        }
    }
    if (!path || paths->count == paths->capacity) {
        free(path);
        return NEUME_ERR_MEMORY;
    }
    paths->path[paths->count++] = path;
    return NEUME_OK;
}

/* All files that fit a pattern with free variables, by the sorted run of paths that begin as its known part does. */
static enum neume_status collect(const struct neume_tree *tree, const char *pattern, size_t length,
                                 const struct neume_binding *binding, const char *known, struct paths *out)
{
    enum neume_status status = NEUME_OK;
    size_t known_length = strlen(known), base = binding->base.length;
    for (size_t i = neume_tree_seek(tree, known); i < tree->count && status == NEUME_OK; i++) {
        const char *path = tree->path[i];
        if (strncmp(path, known, known_length))
            break;
        struct neume_binding trial = *binding;
        if (neume_pattern_match(pattern, length, path + base, &trial))
            status = paths_push(out, neume_tree_path(tree, path));
    }
    return status;
}

/* The files of the first alternative of which there are any. */
static enum neume_status resolve(const struct neume_tree *tree, const char *patterns,
                                 const struct neume_binding *binding, struct paths *out)
{
    char filled[NEUME_PATTERN_ROOM], path[2 * NEUME_PATTERN_ROOM];
    const char *pattern = NULL;
    size_t length = 0;
    enum neume_status status = NEUME_OK;
    while (status == NEUME_OK && !out->count && neume_pattern_next(patterns, &pattern, &length)) {
        int complete = neume_pattern_fill(pattern, length, binding, filled);
        if (complete < 0 || binding->base.length >= NEUME_PATTERN_ROOM)
            continue;
        snprintf(path, sizeof path, "%.*s%s", (int)binding->base.length, binding->base.text ? binding->base.text : "",
                 filled);
        if (!complete)
            status = collect(tree, pattern, length, binding, path, out);
        else if (neume_tree_has(tree, path))
            status = paths_push(out, neume_tree_path(tree, path));
    }
    return status;
}

static int matches_any(const char *patterns, const char *path, struct neume_binding *binding)
{
    const char *pattern = NULL;
    size_t length = 0;
    while (neume_pattern_next(patterns, &pattern, &length))
        if (neume_pattern_match_end(pattern, length, path, binding))
            return 1;
    return 0;
}

/* Fills one field; a template with a variable that is not bound is empty from there on. */
static void fill(const char *template, const struct neume_binding *binding, char *out)
{
    out[0] = '\0';
    if (template && neume_pattern_fill(template, strlen(template), binding, out) < 0)
        out[0] = '\0';
}

static const char *translate(const struct neume_split_word *word, const char *split)
{
    while (word && word->from && strcmp(word->from, split))
        word++;
    return word ? word->to : split;
}

static enum neume_status add_clip(const struct neume_rule *rule, const struct neume_binding *binding,
                                  const struct paths *audio, const struct paths *reference, struct neume_clips *clips)
{
    char id[NEUME_PATTERN_ROOM], category[NEUME_PATTERN_ROOM], split[NEUME_PATTERN_ROOM];
    fill(rule->id, binding, id);
    fill(rule->category, binding, category);
    fill(rule->split, binding, split);
    struct neume_clip_names names = {.id = id, .category = category, .split = translate(rule->word, split)};
    struct neume_clip clip = {.audio = audio->count ? audio->path[0] : NULL,
                              .reference = reference->path,
                              .references = reference->count,
                              .kind = rule->kind,
                              .format = rule->format,
                              .channel = rule->channel,
                              .synthetic = -1,
                              .missing = (audio->count ? 0u : NEUME_MISSING_AUDIO) |
                                         (reference->count ? 0u : NEUME_MISSING_REFERENCE)};
    return neume_clips_add(clips, &clip, &names);
}

/* What one file of the tree means under one rule: a clip where it is audio, and also where it is a reference of which
 * the audio is not there. */
static enum neume_status apply(const struct neume_rule *rule, const struct neume_tree *tree, const char *path,
                               struct neume_clips *clips)
{
    struct neume_binding binding;
    struct paths audio = {0}, reference = {0};
    enum neume_status status = NEUME_OK;
    int is_audio = matches_any(rule->audio, path, &binding);
    if (!is_audio && !matches_any(rule->reference, path, &binding))
        return NEUME_OK;
    status = resolve(tree, rule->audio, &binding, &audio);
    if (status == NEUME_OK)
        status = resolve(tree, rule->reference, &binding, &reference);
    int wanted = is_audio ? reference.count || !rule->reference_only : !audio.count;
    if (status == NEUME_OK && wanted)
        status = add_clip(rule, &binding, &audio, &reference, clips);
    paths_release(&audio);
    paths_release(&reference);
    return status;
}

static int compare(const void *a, const void *b)
{
    const struct neume_clip *p = a, *q = b;
    int order = strcmp(p->id, q->id);
    return order ? order : (p->missing > q->missing) - (p->missing < q->missing);
}

/* What comes before the id of an edition: the first folder in which two paths differ; of p into name[size]. */
static void edition_of(const char *p, const char *q, char *name, size_t size)
{
    size_t same = 0, at = 0;
    for (; p[same] && p[same] == q[same]; same++)
        at = p[same] == '/' ? same + 1 : at;
    snprintf(name, size, "%.*s", (int)strcspn(p + at, "/"), p + at);
}

static enum neume_status name_edition(struct neume_clip *clip, const char *other)
{
    char folder[NEUME_PATTERN_ROOM], id[2 * NEUME_PATTERN_ROOM];
    edition_of(clip->reference[0], other, folder, sizeof folder);
    snprintf(id, sizeof id, "%s/%s", folder, clip->id);
    return neume_clip_set(&clip->id, id);
}

/* Clips of one id and of different references are of different editions. */
static enum neume_status part_editions(struct neume_clips *clips)
{
    enum neume_status status = NEUME_OK;
    qsort(clips->clip, clips->count, sizeof *clips->clip, compare);
    for (size_t i = 0, end; i < clips->count && status == NEUME_OK; i = end) {
        const struct neume_clip *first = &clips->clip[i];
        const char *other = NULL;
        for (end = i + 1; end < clips->count && !strcmp(clips->clip[end].id, first->id); end++)
            if (first->references && clips->clip[end].references &&
                strcmp(first->reference[0], clips->clip[end].reference[0]) != 0)
                other = clips->clip[end].reference[0];
        for (size_t k = end; other && k-- > i && status == NEUME_OK;) {
            struct neume_clip *clip = &clips->clip[k];
            if (clip->references)
                status = name_edition(
                    clip, k == i || !strcmp(clip->reference[0], first->reference[0]) ? other : first->reference[0]);
        }
    }
    return status;
}

/* Sorts by id; of clips of one id the most complete stays, as where audio lies there as WAV and as FLAC. */
static void settle(struct neume_clips *clips)
{
    size_t kept = 0;
    if (clips->count)
        qsort(clips->clip, clips->count, sizeof *clips->clip, compare);
    for (size_t i = 0; i < clips->count; i++) {
        if (kept && !strcmp(clips->clip[kept - 1].id, clips->clip[i].id))
            neume_clip_release(&clips->clip[i]);
        else
            clips->clip[kept++] = clips->clip[i];
    }
    clips->count = kept;
}

/* The clip of an id[length], or NULL; the list is sorted. */
static struct neume_clip *find_clip(const struct neume_clips *clips, const char *id, size_t length)
{
    size_t low = 0, high = clips->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strncmp(clips->clip[middle].id, id, length);
        if (!order)
            order = clips->clip[middle].id[length] != '\0';
        if (!order)
            return &clips->clip[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* One fold: a text file whose lines are ids. */
static enum neume_status read_fold(const struct neume_tree *tree, const char *relative, const char *fold,
                                   struct neume_clips *clips)
{
    char *text = NULL, *path = neume_tree_path(tree, relative);
    size_t size = 0;
    enum neume_status status = path ? neume_text_read(path, &text, &size) : NEUME_ERR_MEMORY;
    for (char *line = text; status == NEUME_OK && *line;) {
        size_t length = strcspn(line, " \t\r\n");
        struct neume_clip *clip = length ? find_clip(clips, line, length) : NULL;
        if (clip)
            status = neume_clip_set(&clip->split, fold);
        line += length + strspn(line + length, " \t\r\n");
    }
    free(text);
    free(path);
    return status;
}

static enum neume_status read_folds(const char *pattern, const struct neume_tree *tree, struct neume_clips *clips)
{
    enum neume_status status = NEUME_OK;
    for (size_t i = 0; i < tree->count && status == NEUME_OK; i++) {
        struct neume_binding binding = {0};
        char fold[NEUME_PATTERN_ROOM];
        if (!neume_pattern_match_end(pattern, strlen(pattern), tree->path[i], &binding))
            continue;
        fill("fold{0}", &binding, fold);
        status = read_fold(tree, tree->path[i], fold, clips);
    }
    return status;
}

static enum neume_status read_categories(const struct neume_category_file *table, const struct neume_tree *tree,
                                         struct neume_clips *clips)
{
    struct neume_binding binding;
    struct neume_csv csv = {0};
    enum neume_status status = NEUME_OK;
    char *path = NULL;
    int more = 1;
    for (size_t i = 0; i < tree->count && !path && status == NEUME_OK; i++)
        if (matches_any(table->file, tree->path[i], &binding)) {
            path = neume_tree_path(tree, tree->path[i]);
            status = path ? neume_csv_open(&csv, path) : NEUME_ERR_MEMORY;
        }
    int id = neume_csv_column(&csv, table->id), category = neume_csv_column(&csv, table->category);
    while (path && status == NEUME_OK && id >= 0 && category >= 0) {
        status = neume_csv_next(&csv, &more);
        if (status != NEUME_OK || !more)
            break;
        struct neume_clip *clip = find_clip(clips, csv.cell[id], strlen(csv.cell[id]));
        if (clip)
            status = neume_clip_set(&clip->category, csv.cell[category]);
    }
    neume_csv_close(&csv);
    free(path);
    /* Categories are a nicety: a damaged table leaves what the rules said. */
    return status == NEUME_ERR_MEMORY ? status : NEUME_OK;
}

static enum neume_status add_synthetic(struct neume_clips *clips)
{
    enum neume_status status = NEUME_OK;
    for (size_t i = 0; i < neume_synthetic_count() && status == NEUME_OK; i++) {
        struct neume_clip_names names = {.id = neume_synthetic_id(i), .category = neume_synthetic_category(i)};
        struct neume_clip clip = {.format = NEUME_REFERENCE_SYNTHETIC, .channel = -1, .synthetic = (int)i};
        clip.kind = strcmp(names.category, "drums") ? NEUME_CLIP_NOTES : NEUME_CLIP_DRUMS;
        status = neume_clips_add(clips, &clip, &names);
    }
    return status;
}

static enum neume_status gather(const struct neume_rules *rules, const struct neume_tree *tree,
                                struct neume_clips *clips, struct neume_dataset_problem *problem)
{
    enum neume_status status = NEUME_OK;
    int found = 0;
    if (rules->index)
        status = neume_index_file_clips(rules->index, tree, clips, &found, problem);
    for (size_t r = 0; r < rules->rules && !found; r++)
        for (size_t i = 0; i < tree->count && status == NEUME_OK; i++)
            status = apply(&rules->rule[r], tree, tree->path[i], clips);
    if (status == NEUME_OK && rules->editions && clips->count)
        status = part_editions(clips);
    settle(clips);
    if (status == NEUME_OK && rules->folds)
        status = read_folds(rules->folds, tree, clips);
    if (status == NEUME_OK && rules->category)
        status = read_categories(rules->category, tree, clips);
    if (status == NEUME_OK && rules->finish)
        status = rules->finish(tree, clips);
    return status;
}

enum neume_status neume_dataset_clips(const struct neume_dataset *dataset, const struct neume_tree *tree,
                                      struct neume_clips *clips, struct neume_dataset_problem *problem)
{
    enum neume_status status = NEUME_OK;
    *clips = (struct neume_clips){0};
    if (problem)
        *problem = (struct neume_dataset_problem){0};
    if (dataset->rules->synthetic)
        status = add_synthetic(clips);
    else if (tree)
        status = gather(dataset->rules, tree, clips, problem);
    for (size_t i = 0; i < clips->count; i++)
        clips->missing += clips->clip[i].missing != 0;
    if (status != NEUME_OK)
        neume_clips_release(clips);
    return status;
}

enum neume_presence neume_dataset_presence(const struct neume_dataset *dataset, const struct neume_clips *clips)
{
    if (!clips->count)
        return NEUME_ABSENT;
    return clips->missing || clips->count < dataset->clips ? NEUME_PARTIAL : NEUME_PRESENT;
}
