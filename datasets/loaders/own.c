/* SPDX-License-Identifier: MIT
 *
 * Datasets of one's own: a table, or recordings with their truths beside them; and pieces that lie nowhere. */
#include "datasets/loaders/rules.h"

/* The paths in it are relative to the root, or absolute. */
static const struct neume_index_file manifest_index = {
    .file = "/manifest.csv",
    .id = "id",
    .audio = "audio|wav",
    .reference = "reference|ref",
    .split = "split",
    .category = "category",
    .kind = "kind",
    .format = NEUME_REFERENCE_ANY,
};

const struct neume_rules neume_rules_manifest = {.index = &manifest_index};
const struct neume_rules neume_rules_synthetic = {.synthetic = 1};

static const struct neume_rule pairs_rule = {
    .audio = "{x}.wav|{x}.flac|{x}.mp3|{x}.ogg|{x}.opus|{x}.aiff|{x}.aif|{x}.m4a",
    .reference = "{x}.mid|{x}.midi|{x}.csv|{x}.jams|{x}.txt|{x}.lab|{x}.tsv",
    .id = "{x}",
    .category = "{^}",
    .format = NEUME_REFERENCE_ANY,
    .channel = -1,
    .reference_only = 1,
};

const struct neume_rules neume_rules_pairs = {.rule = &pairs_rule, .rules = 1, .editions = 1};
