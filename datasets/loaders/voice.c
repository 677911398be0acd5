/* SPDX-License-Identifier: MIT
 *
 * Layouts: vocadito 1.0, MedleyDB-Pitch, TONAS, iKala, Orchset, cante100 and MDB-stem-synth as in mirdata's indexes,
 * loaders and sample trees; MIR-1K as in its archive
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

/* iKala has the same folders; its names begin with digits. */
static const struct neume_rule mir1k = {
    .audio = "Wavfile/{s}_{0}_{1}.wav",
    .reference = "PitchLabel/{s}_{0}_{1}.pv",
    .id = "{s}_{0}_{1}",
    .category = "voice",
    .kind = NEUME_CLIP_F0,
    .format = NEUME_REFERENCE_MIR1K,
    .channel = 1,
};

/* Music on the left, the voice on the right. */
static const struct neume_rule ikala = {
    .audio = "Wavfile/{0}_{p}.wav",
    .reference = "PitchLabel/{0}_{p}.pv",
    .id = "{0}_{p}",
    .category = "voice",
    .kind = NEUME_CLIP_F0,
    .format = NEUME_REFERENCE_IKALA,
    .channel = 1,
};

static const struct neume_rule orchset = {
    .audio = "audio/mono/{s}.wav|audio/stereo/{s}.wav",
    .reference = "GT/{s}.mel",
    .id = "{s}",
    .category = "orchestra",
    .kind = NEUME_CLIP_F0,
    .format = NEUME_REFERENCE_F0,
    .channel = -1,
    .reference_only = 1,
};

static const struct neume_rule cante100 = {
    .audio = "cante100audio/{s}.mp3|cante100audio/{s}.wav",
    .reference = "cante100midi_f0/{s}.f0.csv",
    .id = "{s}",
    .category = "flamenco",
    .kind = NEUME_CLIP_F0,
    .format = NEUME_REFERENCE_F0,
    .channel = -1,
};

static const struct neume_rule mdb_stem_synth = {
    .audio = "audio_stems/{s}.RESYN.wav",
    .reference = "annotation_stems/{s}.RESYN.csv",
    .id = "{s}",
    .kind = NEUME_CLIP_F0,
    .format = NEUME_REFERENCE_F0,
    .channel = -1,
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
const struct neume_rules neume_rules_ikala = {.rule = &ikala, .rules = 1};
const struct neume_rules neume_rules_orchset = {.rule = &orchset, .rules = 1};
const struct neume_rules neume_rules_cante100 = {.rule = &cante100, .rules = 1};
const struct neume_rules neume_rules_mdb_stem_synth = {.rule = &mdb_stem_synth, .rules = 1};
