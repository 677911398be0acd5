/* SPDX-License-Identifier: MIT
 *
 * MAESTRO: index file as published by Magenta, as CSV and as JSON, of versions 1 to 3. MAPS: the zip files AkPnBcht.zip
 * ... StbgTGd2.zip, which hold PIANO/MUS/MAPS_MUS-*.{wav,mid,txt} (Emiya's documentation); the test pianos are the two
 * recorded ones, as in Sigtia et al. 2016 and Hawthorne et al. 2018. */
#include "datasets/loaders/rules.h"

static const struct neume_index_file maestro_index = {
    .file = "maestro-v3.0.0.csv|maestro-v3.0.0.json|maestro-v2.0.0.csv|maestro-v2.0.0.json|maestro-v1.0.0.csv|"
            "maestro-v1.0.0.json",
    .audio = "audio_filename",
    .reference = "midi_filename",
    .split = "split",
    .category = "year",
    .format = NEUME_REFERENCE_MIDI_PEDAL,
};

/* Without its table there is no split. */
static const struct neume_rule maestro_rule = {
    .audio = "{0}/{a}.wav|{0}/{a}.flac",
    .reference = "{0}/{a}.midi",
    .id = "{0}/{a}",
    .category = "{0}",
    .format = NEUME_REFERENCE_MIDI_PEDAL,
    .channel = -1,
    .reference_only = 1,
};

const struct neume_rules neume_rules_maestro = {.rule = &maestro_rule, .rules = 1, .index = &maestro_index};

static const struct neume_split_word maps_splits[] = {{"ENSTDkAm", "test"}, {"ENSTDkCl", "test"}, {NULL, "train"}};

static const struct neume_rule maps_rule = {
    .audio = "{p}/MUS/MAPS_MUS-{a}_{p}.wav|{p}/MUS/MAPS_MUS-{a}_{p}.flac",
    .reference = "{p}/MUS/MAPS_MUS-{a}_{p}.txt",
    .id = "MAPS_MUS-{a}_{p}",
    .category = "{p}",
    .split = "{p}",
    .word = maps_splits,
    .format = NEUME_REFERENCE_MAPS,
    .channel = -1,
};

const struct neume_rules neume_rules_maps = {.rule = &maps_rule, .rules = 1};
