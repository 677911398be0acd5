/* SPDX-License-Identifier: MIT
 *
 * Layouts: MDB Drums as in its repository (CarlSouthall/MDBDrums, split of its MIREX2017.md); ENST-Drums as in the
 * public archive (drummer_N/annotation, drummer_N/audio/wet_mix); IDMT-SMT-Drums V2 as in its archive (audio,
 * annotation_xml); Groove as in mirdata's loader, E-GMD as in its published table; RBMA13 as in its archive
 * (annotations, splits), whose audio is sold elsewhere and has to be named like the annotations. */
#include "datasets/loaders/rules.h"

static const struct neume_split_word mdb_splits[] = {
    {"80sRock", "train"}, {"BebopJazz", "train"},  {"Britpop", "train"},    {"CoolJazz", "train"},
    {"Disco", "train"},   {"FunkJazz", "train"},   {"FusionJazz", "train"}, {"Reggae", "train"},
    {"Rock", "train"},    {"Rockabilly", "train"}, {"Shadows", "train"},    {"Zeppelin", "train"},
    {"Zepplin", "train"}, {NULL, "test"}};

static const struct neume_rule mdb_rules[] = {
    {
        .audio = "audio/drum_only/MusicDelta_{t}_Drum.wav",
        .reference = "annotations/class/MusicDelta_{t}_class.txt",
        .id = "MusicDelta_{t}_Drum",
        .category = "drums-mdb",
        .split = "{t}",
        .word = mdb_splits,
        .kind = NEUME_CLIP_DRUMS,
        .format = NEUME_REFERENCE_DRUMS,
        .channel = -1,
    },
    {
        .audio = "audio/full_mix/MusicDelta_{t}_MIX.wav",
        .reference = "annotations/class/MusicDelta_{t}_class.txt",
        .id = "MusicDelta_{t}_MIX",
        .category = "drums-mdb-mix",
        .split = "{t}",
        .word = mdb_splits,
        .kind = NEUME_CLIP_DRUMS,
        .format = NEUME_REFERENCE_DRUMS,
        .channel = -1,
    },
};

const struct neume_rules neume_rules_mdb_drums = {.rule = mdb_rules, .rules = 2};

/* "036_phrase_disco_simple_slow_sticks": the second word says what is played. */
static const struct neume_rule enst_rule = {
    .audio = "drummer_{0}/audio/wet_mix/{1}_{k}_{r}.wav",
    .reference = "drummer_{0}/annotation/{1}_{k}_{r}.txt",
    .id = "drummer_{0}_{1}_{k}_{r}",
    .category = "{k}",
    .split = "drummer{0}",
    .kind = NEUME_CLIP_DRUMS,
    .format = NEUME_REFERENCE_DRUMS,
    .channel = -1,
};

const struct neume_rules neume_rules_enst_drums = {.rule = &enst_rule, .rules = 1};

static const struct neume_rule idmt_rule = {
    .audio = "audio/{k}Drum{n}#MIX.wav",
    .reference = "annotation_xml/{k}Drum{n}#MIX.xml",
    .id = "{k}Drum{n}",
    .category = "{k}Drum",
    .kind = NEUME_CLIP_DRUMS,
    .format = NEUME_REFERENCE_IDMT,
    .channel = -1,
};

const struct neume_rules neume_rules_idmt_drums = {.rule = &idmt_rule, .rules = 1};

static const struct neume_index_file groove_index = {
    .file = "groove/info.csv|groove_midi/info.csv|/info.csv",
    .id = "id",
    .audio = "audio_filename",
    .reference = "midi_filename",
    .split = "split",
    .category = "beat_type",
    .default_kind = NEUME_CLIP_DRUMS,
    .format = NEUME_REFERENCE_ROLAND,
};

/* One performance is there on 43 kits, so its id alone names no clip. */
static const struct neume_index_file egmd_index = {
    .file = "e-gmd-v1.0.0.csv",
    .audio = "audio_filename",
    .reference = "midi_filename",
    .split = "split",
    .category = "kit_name",
    .default_kind = NEUME_CLIP_DRUMS,
    .format = NEUME_REFERENCE_ROLAND,
};

const struct neume_rules neume_rules_groove = {.index = &groove_index};
const struct neume_rules neume_rules_egmd = {.index = &egmd_index};

/* drums_full tells 23 instruments apart, drums only kick, snare and hi-hat, by the same numbers. */
static const struct neume_rule rbma13_rule = {
    .audio = "audio/RBMA-13-Track-{0}.wav|audio/RBMA-13-Track-{0}.flac|audio/RBMA-13-Track-{0}.mp3",
    .reference = "annotations/drums_full/RBMA-13-Track-{0}.drums|annotations/drums/RBMA-13-Track-{0}.txt",
    .id = "RBMA-13-Track-{0}",
    .category = "drums-mix",
    .kind = NEUME_CLIP_DRUMS,
    .format = NEUME_REFERENCE_RBMA,
    .channel = -1,
};

const struct neume_rules neume_rules_rbma13 = {.rule = &rbma13_rule, .rules = 1, .folds = "splits/3-fold_cv_{0}.txt"};
