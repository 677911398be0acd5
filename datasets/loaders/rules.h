/* SPDX-License-Identifier: MIT
 *
 * How the files of a dataset are laid out, as data. A dataset is rows of patterns, or an index file in CSV with its
 * columns named, or both (the patterns then serve where the index file was not downloaded). */
#ifndef NEUME_DATASETS_LOADERS_RULES_H
#define NEUME_DATASETS_LOADERS_RULES_H

#include "datasets/loaders/dataset.h"

/* What a folder or file name means as a split. Ends with a row whose `from` is NULL, which is for all others. */
struct neume_split_word {
    const char *from, *to;
};

/* Patterns are those of loaders/pattern.h, alternatives between '|'. The audio is the first alternative that is there.
 * The reference is too; where it holds variables that the audio does not bind, all files that fit are its parts. */
struct neume_rule {
    const char *audio, *reference;
    const char *id, *category, *split;   /* filled from the variables; NULL: "" */
    const struct neume_split_word *word; /* NULL: the split is as filled */
    enum neume_clip_kind kind;
    enum neume_reference_format format;
    int channel;        /* as in the clip */
    int reference_only; /* 1: the audio's pattern is so general that audio without a reference is none of this set's */
};

/* Columns of an index file by their names in its header, alternatives between '|'; NULL: there is none. */
struct neume_index_file {
    const char
        *file;      /* alternatives; '/' before a name: only at the root. The paths in it are relative to its folder */
    const char *id; /* NULL: the audio's path without its ending */
    const char *audio, *reference, *split, *category, *kind;
    enum neume_clip_kind default_kind;
    enum neume_reference_format format;
};

/* A table that lies beside the dataset and gives the category of each clip. */
struct neume_category_file {
    const char *file, *id, *category;
};

struct neume_rules {
    const struct neume_rule *rule; /* [rules] */
    size_t rules;
    const struct neume_index_file *index;       /* or NULL */
    const struct neume_category_file *category; /* or NULL */
    const char *folds; /* pattern of text files whose lines are ids: {f} is the split; or NULL */
    int editions;      /* 1: editions with the same ids may lie side by side: their folders become part of the ids */
    int synthetic;     /* 1: nothing lies anywhere */
    /* What patterns cannot say; may drop clips. Or NULL. */
    enum neume_status (*finish)(const struct neume_tree *tree, struct neume_clips *clips);
};

/* The rows of datasets.c, one file a family. */
extern const struct neume_rules neume_rules_maestro, neume_rules_maps;
extern const struct neume_rules neume_rules_guitarset, neume_rules_slakh, neume_rules_slakh_mix, neume_rules_musicnet;
extern const struct neume_rules neume_rules_urmp, neume_rules_bach10;
extern const struct neume_rules neume_rules_vocadito, neume_rules_vocadito_f0, neume_rules_mir1k;
extern const struct neume_rules neume_rules_medleydb_pitch, neume_rules_tonas, neume_rules_tonas_f0;
extern const struct neume_rules neume_rules_mdb_drums, neume_rules_enst_drums, neume_rules_idmt_drums;
extern const struct neume_rules neume_rules_groove, neume_rules_egmd, neume_rules_rbma13;
extern const struct neume_rules neume_rules_ikala, neume_rules_orchset, neume_rules_cante100,
    neume_rules_mdb_stem_synth;
extern const struct neume_rules neume_rules_ballroom, neume_rules_hainsworth, neume_rules_gtzan, neume_rules_smc;
extern const struct neume_rules neume_rules_filosax, neume_rules_jtd;
extern const struct neume_rules neume_rules_manifest, neume_rules_pairs, neume_rules_synthetic;

#endif
