/* SPDX-License-Identifier: MIT */
#include "neume/dataset.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/render/dataset_base.h"
#include "api/render/evaluate.h"
#include "core/error.h"
#include "datasets/bench/score.h"
#include "datasets/loaders/clips.h"
#include "datasets/loaders/datasets.h"
#include "datasets/loaders/find.h"
#include "datasets/loaders/reference.h"
#include "datasets/loaders/tree.h"
#include "neume/neume.h"

int neume_dataset_info_get(size_t index, struct neume_dataset_info *info)
{
    size_t i = 0;
    while (i < index && neume_datasets[i])
        i++;
    const struct neume_dataset *d = neume_datasets[i];
    *info = (struct neume_dataset_info){0};
    if (!d)
        return 0;
    *info = (struct neume_dataset_info){d->name,    d->title, d->what, neume_clip_kind_name(d->kind),
                                        d->licence, d->size,  d->home, d->citation,
                                        d->splits,  d->clips};
    return 1;
}

/* Keeps the clips of one split, in order. */
static void keep_split(struct neume_clips *clips, const char *split)
{
    size_t kept = 0;
    for (size_t i = 0; i < clips->count; i++)
        if (strcmp(clips->clip[i].split, split))
            neume_clip_release(&clips->clip[i]);
        else
            clips->clip[kept++] = clips->clip[i];
    clips->count = kept;
}

/* A result for each clip, and what it is a result of. */
static enum neume_status name_bench(struct neume_dataset_files *set, const char *root, const char *split)
{
    char by[64];
    struct neume_bench *b = &set->bench;
    snprintf(by, sizeof by, "a caller of neume %s", neume_version());
    enum neume_status status = neume_bench_init(b, set->clips.count);
    for (size_t i = 0; i < set->clips.count && status == NEUME_OK; i++) {
        const struct neume_clip *clip = &set->clips.clip[i];
        status = neume_bench_set(&b->clip[i].id, clip->id);
        if (status == NEUME_OK)
            status = neume_bench_set(&b->clip[i].category, *clip->category ? clip->category : set->dataset->name);
        b->clip[i].audio = b->clip[i].spent = b->clip[i].peak = (double)NAN;
    }
    const struct {
        char **field;
        const char *text;
    } names[] = {{&b->dataset, set->dataset->name},
                 {&b->root, root ? root : ""},
                 {&b->split, split ? split : ""},
                 {&b->transcriber, by}};
    for (size_t i = 0; i < sizeof names / sizeof *names && status == NEUME_OK; i++)
        status = neume_bench_set(names[i].field, names[i].text);
    b->whole = split ? 0 : set->dataset->clips;
    return status;
}

static enum neume_status find(struct neume_dataset_files *set, const char *root, const char *split,
                              struct neume_error *error)
{
    struct neume_dataset_problem problem = {.file = ""};
    enum neume_status status = root ? neume_tree_read(&set->tree, root) : NEUME_OK;
    if (status != NEUME_OK)
        return neume_error_input(error, status == NEUME_ERR_ARGUMENT ? NEUME_ERR_DIRECTORY : status, root);
    status = neume_dataset_clips(set->dataset, root ? &set->tree : NULL, &set->clips, &problem);
    if (status != NEUME_OK && *problem.file)
        return neume_error_say(error, status, problem.file, problem.line, problem.text);
    if (status == NEUME_OK && split)
        keep_split(&set->clips, split);
    if (status == NEUME_OK && !set->clips.count)
        return neume_error_say(error, NEUME_ERR_EMPTY, root ? root : set->dataset->name, 0, "no clips");
    if (status == NEUME_OK)
        status = name_bench(set, root, split);
    return neume_error_input(error, status, root ? root : set->dataset->name);
}

enum neume_status neume_dataset_open(struct neume_dataset_files **out, const char *name, const char *root,
                                     const char *split, struct neume_error *error)
{
    *out = NULL;
    const struct neume_dataset *dataset = neume_dataset_find(name);
    if (!dataset)
        return neume_error_say(error, NEUME_ERR_ARGUMENT, name ? name : "", 0, "no such dataset");
    struct neume_dataset_files *set = calloc(1, sizeof *set);
    if (!set)
        return neume_error_input(error, NEUME_ERR_MEMORY, name);
    set->dataset = dataset;
    enum neume_status status = find(set, root, split, error);
    if (status == NEUME_OK)
        *out = set;
    else
        neume_dataset_free(set);
    return status;
}

void neume_dataset_free(struct neume_dataset_files *set)
{
    if (!set)
        return;
    neume_bench_release(&set->bench);
    neume_clips_release(&set->clips);
    neume_tree_release(&set->tree);
    free(set);
}

int neume_dataset_clip_get(const struct neume_dataset_files *set, size_t index, struct neume_dataset_clip *clip)
{
    *clip = (struct neume_dataset_clip){0};
    if (index >= set->clips.count)
        return 0;
    const struct neume_clip *c = &set->clips.clip[index];
    *clip = (struct neume_dataset_clip){.id = c->id,
                                        .category = c->category,
                                        .split = c->split,
                                        .kind = neume_clip_kind_name(c->kind),
                                        .audio = c->audio,
                                        .reference = c->reference,
                                        .references = c->references,
                                        .channel = c->channel,
                                        .missing_audio = (c->missing & NEUME_MISSING_AUDIO) != 0,
                                        .missing_reference = (c->missing & NEUME_MISSING_REFERENCE) != 0};
    return 1;
}

static enum neume_status read_truth(const struct neume_dataset_files *set, size_t index, struct neume_truth *truth,
                                    struct neume_error *error)
{
    struct neume_dataset_problem problem = {.file = ""};
    neume_truth_init(truth);
    if (index >= set->clips.count)
        return neume_error_say(error, NEUME_ERR_ARGUMENT, "clip", 0, "no clip of that number");
    const struct neume_clip *clip = &set->clips.clip[index];
    if (clip->missing & NEUME_MISSING_REFERENCE)
        return neume_error_input(error, NEUME_ERR_NOT_FOUND, clip->id);
    enum neume_status status = neume_clip_truth(clip, truth, &problem);
    return status != NEUME_OK && *problem.file
               ? neume_error_say(error, status, problem.file, problem.line, problem.text)
               : neume_error_input(error, status, clip->id);
}

static enum neume_status push_truth(struct neume_notes *notes, const struct neume_truth *t)
{
    static const uint8_t keys[] = {36, 38, 42, 47, 49}; /* by enum neume_drum_class */
    enum neume_status status = NEUME_OK;
    for (size_t i = 0; i < t->note_count && status == NEUME_OK; i++) {
        const struct neume_truth_note *n = &t->note[i];
        struct neume_note note = {.onset = n->onset,
                                  .offset = fmax(n->offset, n->onset + 0.001),
                                  .pitch = (uint8_t)lrint(fmin(fmax(n->pitch, 0), 127)),
                                  .velocity = (uint8_t)lrint(fmin(fmax(n->velocity, 1), 127)),
                                  .confidence = 1};
        status = neume_notes_push(notes, &note, NULL);
    }
    for (size_t i = 0; i < t->hit_count && status == NEUME_OK; i++) {
        if ((size_t)t->hit[i].drum >= sizeof keys)
            continue;
        struct neume_note hit = {.onset = t->hit[i].time,
                                 .offset = t->hit[i].time + 0.05,
                                 .pitch = keys[t->hit[i].drum],
                                 .velocity = 100,
                                 .drum = 1,
                                 .confidence = 1};
        status = neume_notes_push(notes, &hit, NULL);
    }
    return status;
}

enum neume_status neume_dataset_truth(const struct neume_dataset_files *set, size_t index, struct neume_notes *notes,
                                      struct neume_error *error)
{
    struct neume_truth truth;
    struct neume_notes all = {0};
    enum neume_status status = read_truth(set, index, &truth, error);
    if (status == NEUME_OK) {
        status = push_truth(&all, &truth);
        neume_notes_sort(&all);
        if (status == NEUME_OK)
            status = neume_notes_append(notes, &all);
        neume_error_input(error, status, set->clips.clip[index].id);
    }
    neume_notes_release(&all);
    neume_truth_release(&truth);
    return status;
}

static const char *group_of(enum neume_measure m)
{
    return m < NEUME_ONSET_P          ? "notes"
           : m < NEUME_DRUM_F         ? "onsets"
           : m < NEUME_MELODY_RPA     ? "drums"
           : m < NEUME_BEAT_F         ? "melody"
           : m < NEUME_MULTIPITCH_ACC ? "beats"
           : m < NEUME_LAG_MS         ? "pitches by frame"
           : m < NEUME_OVERLAP        ? "lag"
           : m < NEUME_DRUM_MICRO30   ? "notes"
                                      : "drums";
}

static void list_scores(const struct neume_bench_scores *from, struct neume_scores *to)
{
    to->count = 0;
    for (int m = 0; m < NEUME_MEASURE_COUNT; m++) {
        if (isnan(from->value[m]))
            continue;
        struct neume_scored *s = &to->score[to->count++];
        s->group = group_of((enum neume_measure)m);
        s->value = from->value[m];
        snprintf(s->name, sizeof s->name, "%s", neume_measures[m].name);
    }
}

static enum neume_status score(const struct neume_truth *reference, const struct neume_notes *estimate,
                               struct neume_bench_scores *scores)
{
    struct neume_truth guess;
    neume_truth_init(&guess);
    enum neume_status status = estimate ? neume_api_truth_of_notes(&guess, estimate) : NEUME_OK;
    if (status == NEUME_OK)
        status = neume_bench_score(reference, estimate ? &guess : NULL, scores);
    neume_truth_release(&guess);
    return status;
}

enum neume_status neume_dataset_score(struct neume_dataset_files *set, size_t index, const struct neume_notes *estimate,
                                      struct neume_scores *scores, struct neume_error *error)
{
    struct neume_truth truth;
    struct neume_bench_scores *s = malloc(sizeof *s);
    if (scores)
        scores->count = 0;
    enum neume_status status = read_truth(set, index, &truth, error);
    if (status == NEUME_OK) {
        struct neume_bench_clip *clip = &set->bench.clip[index];
        status = !s ? NEUME_ERR_MEMORY : clip->state != NEUME_CLIP_MISSING ? NEUME_ERR_ARGUMENT : NEUME_OK;
        if (status == NEUME_OK)
            status = score(&truth, estimate, s);
        neume_error_input(error, status, clip->id);
        if (status == NEUME_OK) {
            neume_bench_take(&set->bench, index, s);
            clip->state = estimate ? NEUME_CLIP_SCORED : NEUME_CLIP_FAILED;
            if (scores)
                list_scores(s, scores);
        }
    }
    neume_truth_release(&truth);
    free(s);
    return status;
}
