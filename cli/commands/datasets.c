/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "cli/commands/commands.h"
#include "cli/io/console.h"
#include "cli/options/dataset_name.h"
#include "cli/options/help.h"
#include "cli/options/options.h"
#include "datasets/bench/json_text.h"
#include "datasets/loaders/clips.h"
#include "datasets/loaders/dataset.h"
#include "datasets/loaders/datasets.h"
#include "datasets/loaders/find.h"
#include "datasets/loaders/tree.h"

enum { SHOWN_MISSING = 20, MAX_SPLITS = 32 };

struct settings {
    struct cli_common common;
    const char *root;
    int json;
};

static const struct cli_option options[] = {
    {.name = "root",
     .letter = 'r',
     .kind = CLI_FOLDER,
     .offset = offsetof(struct settings, root),
     .value = "DIR",
     .help = "say what of them lies under this folder, and what is missing; several may lie there side by side"},
    {.name = "json",
     .letter = 'j',
     .kind = CLI_FLAG,
     .offset = offsetof(struct settings, json),
     .help = "print JSON; with a name and a root also every clip and its files"},
    CLI_COMMON_OPTIONS};

static const struct cli_example examples[] = {
    {"neume datasets", "lists the datasets that neume bench knows"},
    {"neume datasets maps", "licence, size, home page, citation and splits of one"},
    {"neume datasets --root .", "which of them are here, whole or in part"},
    {"neume datasets manifest --root . --json", "every clip of the table manifest.csv, as JSON"},
    {NULL, NULL}};

/* What there is of one dataset. */
struct found {
    enum neume_presence presence;
    size_t clips, complete, no_audio, no_reference;
    char problem[512]; /* a table that cannot be read; empty where all is well */
};

static const char *presence_word(enum neume_presence presence)
{
    return presence == NEUME_PRESENT ? "present" : presence == NEUME_PARTIAL ? "partial" : "absent";
}

static enum neume_status look(const struct neume_dataset *dataset, const struct neume_tree *tree,
                              struct neume_clips *clips, struct found *found)
{
    struct neume_dataset_problem problem;
    *found = (struct found){0};
    enum neume_status status = neume_dataset_clips(dataset, tree, clips, &problem);
    if (status != NEUME_OK && status != NEUME_ERR_MEMORY) {
        if (problem.line)
            snprintf(found->problem, sizeof found->problem, "%s:%zu: %s", problem.file, problem.line, problem.text);
        else
            snprintf(found->problem, sizeof found->problem, "%s: %s", problem.file,
                     *problem.text ? problem.text : neume_status_text(status));
        found->presence = NEUME_PARTIAL;
        return NEUME_OK;
    }
    found->presence = neume_dataset_presence(dataset, clips);
    found->clips = clips->count;
    found->complete = clips->count - clips->missing;
    for (size_t i = 0; i < clips->count; i++) {
        found->no_audio += (clips->clip[i].missing & NEUME_MISSING_AUDIO) != 0;
        found->no_reference += (clips->clip[i].missing & NEUME_MISSING_REFERENCE) != 0;
    }
    return status;
}

/* How many clips the dataset has as a whole: what its authors say, or what was found. */
static size_t expected(const struct neume_dataset *dataset, const struct found *found)
{
    return dataset->clips > found->clips ? dataset->clips : found->clips;
}

static json_t *clip_json(const struct neume_clip *clip)
{
    json_t *object = json_object(), *references = json_array();
    json_object_set_new(object, "id", neume_json_text(clip->id));
    json_object_set_new(object, "category", neume_json_text(clip->category));
    json_object_set_new(object, "split", neume_json_text(clip->split));
    json_object_set_new(object, "kind", json_string(neume_clip_kind_name(clip->kind)));
    json_object_set_new(object, "audio", clip->audio ? neume_json_text(clip->audio) : json_null());
    for (size_t i = 0; i < clip->references; i++)
        json_array_append_new(references, neume_json_text(clip->reference[i]));
    json_object_set_new(object, "references", references);
    json_object_set_new(object, "channel", clip->channel < 0 ? json_null() : json_integer(clip->channel + 1));
    json_object_set_new(object, "missing_audio", json_boolean(clip->missing & NEUME_MISSING_AUDIO));
    json_object_set_new(object, "missing_reference", json_boolean(clip->missing & NEUME_MISSING_REFERENCE));
    return object;
}

static json_t *dataset_json(const struct neume_dataset *d)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I}", "name", d->name, "title", d->title, "what",
                     d->what, "kind", neume_clip_kind_name(d->kind), "licence", d->licence, "size", d->size, "home",
                     d->home, "citation", d->citation, "splits", d->splits, "clips", (json_int_t)d->clips);
}

static void add_found_json(json_t *object, const struct found *found, const struct neume_clips *clips, int with_clips)
{
    json_t *splits = json_object(), *list = json_array();
    for (size_t i = 0; i < clips->count; i++) {
        const struct neume_clip *clip = &clips->clip[i];
        json_int_t before = json_integer_value(json_object_get(splits, clip->split));
        json_object_set_new(splits, clip->split, json_integer(before + 1));
        if (with_clips)
            json_array_append_new(list, clip_json(clip));
    }
    json_object_set_new(object, "state", json_string(presence_word(found->presence)));
    json_object_set_new(object, "found", json_integer((json_int_t)found->clips));
    json_object_set_new(object, "complete", json_integer((json_int_t)found->complete));
    json_object_set_new(object, "missing_audio", json_integer((json_int_t)found->no_audio));
    json_object_set_new(object, "missing_reference", json_integer((json_int_t)found->no_reference));
    json_object_set_new(object, "problem", *found->problem ? neume_json_text(found->problem) : json_null());
    json_object_set_new(object, "found_splits", splits);
    if (with_clips)
        json_object_set(object, "found_clips", list);
    json_decref(list);
}

static void print_fact(const char *name, const char *text)
{
    if (*text)
        printf("  %-10s%s\n", name, text);
}

static void print_facts(const struct neume_dataset *d)
{
    printf("%s\n", d->name);
    print_fact("title", d->title);
    print_fact("what", d->what);
    print_fact("kind", neume_clip_kind_name(d->kind));
    if (d->clips)
        printf("  %-10s%zu\n", "clips", d->clips);
    print_fact("splits", *d->splits ? d->splits : "none");
    print_fact("licence", d->licence);
    print_fact("size", d->size);
    print_fact("home", d->home);
    print_fact("citation", d->citation);
}

/* "train 20, test 12": of the clips that can be scored. */
static void print_splits(const struct neume_clips *clips)
{
    const char *name[MAX_SPLITS];
    size_t number[MAX_SPLITS], count = 0;
    for (size_t i = 0; i < clips->count; i++) {
        size_t s = 0;
        if (clips->clip[i].missing || !*clips->clip[i].split)
            continue;
        while (s < count && strcmp(name[s], clips->clip[i].split))
            s++;
        if (s == MAX_SPLITS)
            continue;
        number[s] = s == count ? 1 : number[s] + 1;
        name[s] = clips->clip[i].split;
        count += s == count;
    }
    for (size_t s = 0; s < count; s++)
        printf("%s%s %zu", s ? ", " : "  of these  ", name[s], number[s]);
    if (count)
        putchar('\n');
}

static void print_missing(const struct neume_clips *clips)
{
    size_t shown = 0;
    for (size_t i = 0; i < clips->count && shown < SHOWN_MISSING; i++) {
        const struct neume_clip *clip = &clips->clip[i];
        if (!clip->missing)
            continue;
        printf("  missing   %s of %s\n",
               clip->missing == NEUME_MISSING_AUDIO       ? "audio"
               : clip->missing == NEUME_MISSING_REFERENCE ? "reference"
                                                          : "audio and reference",
               clip->id);
        shown++;
    }
    if (shown < clips->missing)
        printf("  missing   and %zu more\n", clips->missing - shown);
}

static void print_found(const struct neume_dataset *d, const struct found *found, const struct neume_clips *clips)
{
    printf("  %-10s%s", "state", presence_word(found->presence));
    if (expected(d, found))
        printf(", %zu of %zu clips complete", found->complete, expected(d, found));
    putchar('\n');
    if (*found->problem)
        print_fact("problem", found->problem);
    print_splits(clips);
    print_missing(clips);
}

static void print_row(const struct neume_dataset *d, const struct found *found)
{
    if (!found) {
        char clips[24] = "-";
        if (d->clips)
            snprintf(clips, sizeof clips, "%zu", d->clips);
        printf("%-15s %-6s %6s  %-26s %s\n", d->name, neume_clip_kind_name(d->kind), clips, d->licence, d->title);
        return;
    }
    printf("%-15s %s", d->name, presence_word(found->presence));
    if (expected(d, found))
        printf("%*s%6zu of %zu clips", (int)(8 - strlen(presence_word(found->presence))), "", found->complete,
               expected(d, found));
    if (found->no_audio)
        printf(", %zu without audio", found->no_audio);
    if (found->no_reference)
        printf(", %zu without reference", found->no_reference);
    printf("%s%s\n", *found->problem ? "; " : "", found->problem);
}

/* One dataset, as JSON into `list` where there is one, else as text. */
static enum neume_status report(const struct neume_dataset *d, const struct neume_tree *tree, int alone, json_t *list)
{
    struct neume_clips clips = {0};
    struct found found = {0};
    enum neume_status status = tree ? look(d, tree, &clips, &found) : NEUME_OK;
    if (status == NEUME_OK && list) {
        json_t *object = dataset_json(d);
        if (tree)
            add_found_json(object, &found, &clips, alone);
        json_array_append_new(list, object);
    } else if (status == NEUME_OK && alone) {
        print_facts(d);
        if (tree)
            print_found(d, &found, &clips);
    } else if (status == NEUME_OK) {
        print_row(d, tree ? &found : NULL);
    }
    neume_clips_release(&clips);
    return status;
}

static enum neume_status report_all(const struct neume_dataset *only, const struct neume_tree *tree, json_t *list)
{
    enum neume_status status = NEUME_OK;
    if (!only && !list && !tree)
        printf("%-15s %-6s %6s  %-26s %s\n", "name", "kind", "clips", "licence", "title");
    for (const struct neume_dataset *const *d = neume_datasets; *d && status == NEUME_OK; d++)
        if (!only || only == *d)
            status = report(*d, tree, only != NULL, list);
    return status;
}

static int run(int argc, char **argv)
{
    struct settings s;
    struct cli_operands operands;
    struct neume_tree tree = {0};
    int helped;
    enum cli_exit code = neume_cli_parse(&neume_cli_datasets, argc, argv, &s, &operands, &helped);
    if (code != CLI_EXIT_DONE || helped)
        return code;
    const struct neume_dataset *only = operands.count ? neume_dataset_find(operands.name[0]) : NULL;
    if (operands.count && !only)
        return neume_cli_no_dataset(&neume_cli_datasets, operands.name[0]);
    enum neume_status status = s.root ? neume_tree_read(&tree, s.root) : NEUME_OK;
    if (status == NEUME_ERR_ARGUMENT) {
        neume_cli_error("%s: no folder", s.root);
        return CLI_EXIT_INPUT;
    }
    if (status != NEUME_OK)
        return neume_cli_fail(s.root, status, CLI_INPUT);
    json_t *list = s.json ? json_array() : NULL;
    status = report_all(only, s.root ? &tree : NULL, list);
    if (status == NEUME_OK && list) {
        json_dumpf(only ? json_array_get(list, 0) : list, stdout, JSON_INDENT(2));
        putchar('\n');
    }
    json_decref(list);
    neume_tree_release(&tree);
    if (status != NEUME_OK)
        return neume_cli_fail(s.root ? s.root : "datasets", status, CLI_INPUT);
    return neume_cli_finish_stdout();
}

const struct cli_command neume_cli_datasets = {
    .name = "datasets",
    .operands = "[NAME]",
    .summary = "list the datasets that neume bench knows, and what of them is here",
    .description =
        "Lists the datasets with their licence, size, home page, citation and official splits. With --root it says "
        "which are there, in the layout that they ship with: present, partial (audio or references are missing, or "
        "fewer clips than there should be) or absent. Nothing is downloaded.",
    .option = options,
    .example = examples,
    .settings_size = sizeof(struct settings),
    .min_operands = 0,
    .max_operands = 1,
    .operand = neume_cli_dataset_name,
    .run = run,
};
