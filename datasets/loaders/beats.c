/* SPDX-License-Identifier: MIT
 *
 * Layouts of beats: Ballroom, Hainsworth and GTZAN as in mirdata's sample trees (annotations of
 * CPJKU/BallroomAnnotations and TempoBeatDownbeat), Ballroom also as its own archives unpack; JTD as in
 * mirdata's sample tree; SMC as in its archive. */
#include "datasets/loaders/rules.h"

static const struct neume_rule ballroom = {
    .audio = "B_1.0/audio/{g}/{s}.wav|BallroomData/{g}/{s}.wav",
    .reference = "B_1.0/annotations/beats/{s}.beats|BallroomAnnotations/{s}.beats|ballroomAnnotations/{s}.beats",
    .id = "{s}",
    .category = "{g}",
    .kind = NEUME_CLIP_BEATS,
    .format = NEUME_REFERENCE_BEATS,
    .channel = -1,
};

static const struct neume_rule hainsworth = {
    .audio = "audio/hains{0}.flac|audio/hains{0}.wav|hains{0}.flac|hains{0}.wav",
    .reference = "annotations/beats/hains{0}.beats|hains{0}.beats",
    .id = "hains{0}",
    .kind = NEUME_CLIP_BEATS,
    .format = NEUME_REFERENCE_BEATS,
    .channel = -1,
};

static const struct neume_rule gtzan = {
    .audio = "gtzan_genre/genres/{g}/{g}.{0}.wav|genres/{g}/{g}.{0}.wav|genres/{g}/{g}.{0}.au",
    .reference = "gtzan_tempo_beat-main/beats/gtzan_{g}_{0}.beats",
    .id = "{g}.{0}",
    .category = "{g}",
    .kind = NEUME_CLIP_BEATS,
    .format = NEUME_REFERENCE_BEATS,
    .channel = -1,
};

/* The second number of an annotation's name is that of the annotator. */
static const struct neume_rule smc = {
    .audio = "SMC_MIREX_Audio/SMC_{0}.wav",
    .reference = "SMC_MIREX_Annotations_05_08_2014/SMC_{0}_{t}.txt|SMC_MIREX_Annotations/SMC_{0}_{t}.txt",
    .id = "SMC_{0}",
    .kind = NEUME_CLIP_BEATS,
    .format = NEUME_REFERENCE_BEATS,
    .channel = -1,
};

static const struct neume_rule jtd = {
    .audio = "raw/{a}.wav",
    .reference = "annotations/{a}/beats.csv",
    .id = "{a}",
    .category = "jazz trio",
    .kind = NEUME_CLIP_BEATS,
    .format = NEUME_REFERENCE_JTD_BEATS,
    .channel = -1,
    .reference_only = 1,
};

const struct neume_rules neume_rules_ballroom = {.rule = &ballroom, .rules = 1};
const struct neume_rules neume_rules_hainsworth = {.rule = &hainsworth, .rules = 1};
const struct neume_rules neume_rules_gtzan = {.rule = &gtzan, .rules = 1};
const struct neume_rules neume_rules_smc = {.rule = &smc, .rules = 1};
const struct neume_rules neume_rules_jtd = {.rule = &jtd, .rules = 1};
