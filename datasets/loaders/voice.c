/* SPDX-License-Identifier: MIT
 *
 * Layouts: vocadito 1.0, MedleyDB-Pitch and TONAS as in mirdata's indexes and loaders; MIR-1K as in its archive
 * (Wavfile, PitchLabel; the voice is the right channel). */
#include "datasets/loaders/rules.h"

static const struct neume_rule vocadito_notes = {
    .audio = "Audio/vocadito_{0}.wav",
    .reference = "Annotations/Notes/vocadito_{0}_notesA1.csv",
    .id = "vocadito_{0}",
    .category = "voice",
    .format = NEUME_REFERENCE_HZ_NOTES,
    .channel = -1,
};

static const struct neume_rule vocadito_f0 = {
    .audio = "Audio/vocadito_{0}.wav",
    .reference = "Annotations/F0/vocadito_{0}_f0.csv",
    .id = "vocadito_{0}",
    .category = "voice",
    .kind = NEUME_CLIP_F0,
    .format = NEUME_REFERENCE_F0,
    .channel = -1,
};

static const struct neume_rule mir1k = {
    .audio = "Wavfile/{s}.wav",
    .reference = "PitchLabel/{s}.pv",
    .id = "{s}",
    .category = "voice",
    .kind = NEUME_CLIP_F0,
    .format = NEUME_REFERENCE_MIR1K,
    .channel = 1,
};

static const struct neume_rule medleydb_pitch = {
    .audio = "audio/{s}_STEM_{0}.wav",
    .reference = "pitch/{s}_STEM_{0}.csv",
    .id = "{s}_STEM_{0}",
    .kind = NEUME_CLIP_F0,
    .format = NEUME_REFERENCE_F0,
    .channel = -1,
};

/* The folders are the styles: Deblas, Martinetes1, Martinetes2. */
static const struct neume_rule tonas_notes = {
    .audio = "{g}/{0}-{t}.wav",
    .reference = "{g}/{0}-{t}.notes.Corrected",
    .id = "{g}/{0}-{t}",
    .category = "{g}",
    .format = NEUME_REFERENCE_TONAS,
    .channel = -1,
    .reference_only = 1,
};

static const struct neume_rule tonas_f0 = {
    .audio = "{g}/{0}-{t}.wav",
    .reference = "{g}/{0}-{t}.f0.Corrected",
    .id = "{g}/{0}-{t}",
    .category = "{g}",
    .kind = NEUME_CLIP_F0,
    .format = NEUME_REFERENCE_TONAS_F0,
    .channel = -1,
    .reference_only = 1,
};

const struct neume_rules neume_rules_vocadito = {.rule = &vocadito_notes, .rules = 1};
const struct neume_rules neume_rules_vocadito_f0 = {.rule = &vocadito_f0, .rules = 1};
const struct neume_rules neume_rules_mir1k = {.rule = &mir1k, .rules = 1};
const struct neume_rules neume_rules_medleydb_pitch = {.rule = &medleydb_pitch, .rules = 1};
const struct neume_rules neume_rules_tonas = {.rule = &tonas_notes, .rules = 1};
const struct neume_rules neume_rules_tonas_f0 = {.rule = &tonas_f0, .rules = 1};
