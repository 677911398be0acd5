/* SPDX-License-Identifier: MIT
 *
 * Rules and network weighed against each other: what of a hit is told. */
#ifndef NEUME_MODELS_DRUMS_DRUM_FUSION_H
#define NEUME_MODELS_DRUMS_DRUM_FUSION_H

#include "models/drums/drum_net.h"
#include "models/drums/drum_rules.h"

enum neume_drum_fold { FOLD_KICK, FOLD_SNARE, FOLD_HAT, FOLD_TOM, FOLD_CYMBAL, FOLD_COUNT };

enum neume_drum_kind neume_drum_kind_of(enum neume_drum_fold fold);

/* The network's word on a fold: the logit of its likeliest class, within 8. */
float neume_drum_logit(const struct neume_drum_evidence *e, enum neume_drum_fold fold);

/* All that is known of a hit. */
struct neume_drum_case {
    const struct neume_drum_hit *heard;
    const struct neume_drum_verdict *verdict;
    const struct neume_drum_evidence *evidence;
    float ring;                /* the mean of neume_drum_ring() over the metal around */
    float lean;                /* by how much the network's logit of cymbals is over that of hats around; within 4 */
    int wires;                 /* where snares are bright and hardly a hat sounds between them, it is the wires */
    uint8_t metal_key;         /* by the rules, if there is metal */
    float support[FOLD_COUNT]; /* chances at the same place of the bars around (models/drums/drum_repeat.h) */
};

struct neume_drum_answer {
    uint8_t key;      /* of General MIDI; 0: not this one */
    float late;       /* seconds by which the network hears it after the hit */
    float confidence; /* 0..1 */
};

/* How likely each fold is before anything is known of what repeats: `support` is not looked at. */
void neume_drum_chances(const struct neume_drum_case *c, float sensitivity, float chance[FOLD_COUNT]);

/* sensitivity: 0..1, 0.5 the middle. answer: [FOLD_COUNT]. */
void neume_drum_fuse(const struct neume_drum_case *c, float sensitivity, struct neume_drum_answer *answer);

#endif
