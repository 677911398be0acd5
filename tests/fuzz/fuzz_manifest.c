/* SPDX-License-Identifier: MIT
 *
 * The index files of datasets, manifest.csv before all, against any bytes: every clip has a name of its own, and what
 * is wrong is said. */
#include <stdio.h>
#include <string.h>

#include "datasets/loaders/clips.h"
#include "datasets/loaders/datasets.h"
#include "datasets/loaders/find.h"
#include "datasets/loaders/tree.h"
#include "tests/fuzz/fuzz.h"

static const struct {
    const char *dataset, *file;
} indices[] = {{"manifest", "manifest.csv"},
               {"maestro", "maestro-v3.0.0.csv"},
               {"groove", "info.csv"},
               {"e-gmd", "e-gmd-v1.0.0.csv"}};

static void check(const struct neume_dataset *dataset, const struct neume_tree *tree)
{
    struct neume_clips clips = {0};
    struct neume_dataset_problem problem = {0};
    enum neume_status s = neume_dataset_clips(dataset, tree, &clips, &problem);
    fuzz_require(memchr(problem.text, 0, sizeof problem.text) && memchr(problem.file, 0, sizeof problem.file));
    fuzz_require(s == NEUME_OK || (!clips.count && *problem.text));
    for (size_t i = 0; i < clips.count; i++) {
        const struct neume_clip *c = &clips.clip[i];
        fuzz_require(c->id && c->category && c->split && c->references && c->reference[0]);
        fuzz_require(!i || strcmp(clips.clip[i - 1].id, c->id) <= 0);
    }
    neume_clips_release(&clips);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { COUNT = sizeof indices / sizeof *indices };
    static struct neume_tree tree;
    for (size_t i = 0; i < COUNT; i++)
        fuzz_file(indices[i].file, data, size);
    if (!tree.count) {
        fuzz_sound("a.wav");
        fuzz_file("a.mid", "", 0);
        fuzz_require(neume_tree_read(&tree, fuzz_folder()) == NEUME_OK);
    }
    for (size_t i = 0; i < COUNT; i++)
        check(neume_dataset_find(indices[i].dataset), &tree);
    return 0;
}
