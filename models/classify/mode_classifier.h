/* SPDX-License-Identifier: MIT
 *
 * What `--mode auto` makes of what it heard: one line, several notes, drums, or all together. Five logistic regressions
 * (models/train/classify/mode_fit.py), each on the question that is left when those before it are answered. */
#ifndef NEUME_MODELS_CLASSIFY_MODE_CLASSIFIER_H
#define NEUME_MODELS_CLASSIFY_MODE_CLASSIFIER_H

#include "models/classify/mode_evidence.h"
#include "neume/options.h"

/* Of the evidence: rates as logarithms, shares as they are. */
enum neume_mode_feature {
    MODE_LONE_HITS,
    MODE_KICK,
    MODE_SNARE,
    MODE_METAL,
    MODE_TOM,
    MODE_SURE_HITS,
    MODE_CERTAIN_HITS,
    MODE_KIT, /* the rarest of kick, snare and metal */
    MODE_LONE_SHARE,
    MODE_CONTRAST,
    MODE_REPEAT,
    MODE_RUN,
    MODE_LONG_RUN, /* its logarithm */
    MODE_NOTES,
    MODE_LONE_NOTES,
    MODE_PITCHED,
    MODE_CHORDS,
    MODE_FEW_CHORDS, /* its logarithm */
    MODE_VOICED,
    MODE_STEADY,
    MODE_FOLLOWED,
    MODE_EXPLAINED,
    MODE_WANDER, /* its logarithm */
    MODE_MOVING,
    MODE_FALL, /* in 10 dB */
    MODE_FEATURES
};

void neume_mode_features(const struct neume_mode_evidence *evidence, float x[MODE_FEATURES]);

struct neume_mode_choice {
    enum neume_mode mode, next; /* the likeliest; and the one after it */
    double confidence;          /* 0..1, of `mode` */
    int is_music;               /* 0: there is nothing to write, whatever a transcriber finds in it */
    int is_metronome;           /* whose clicks are no drums that a transcriber knows */
    const char *reason;         /* in a few words */
};

/* allows_drums 0: the recording has none, as its owner says. */
struct neume_mode_choice neume_mode_choose(const struct neume_mode_evidence *evidence, int allows_drums);

/* Log-odds that a recording with these hits and notes has drums at all; neume_mode_evidence_count() is enough. */
double neume_mode_drum_odds(const struct neume_mode_evidence *evidence);

#endif
