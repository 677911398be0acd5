/* SPDX-License-Identifier: MIT
 *
 * Which estimate may be matched with which reference note. */
#ifndef NEUME_DATASETS_METRICS_NOTES_PAIRING_H
#define NEUME_DATASETS_METRICS_NOTES_PAIRING_H

#include "datasets/metrics/notes_base.h"
#include "datasets/metrics/numpy_compat.h"

/* What decides whether two notes may be matched. */
struct neume_note_limits {
    const struct neume_note_rules *rules;
    int onsets, pitches, offsets;
};

/* Both sides, as the search for pairs wants them. */
struct neume_pairing {
    const struct neume_note_set *reference, *estimate;
    struct neume_ranked *ranked;                  /* [estimate->count] by onset, or by offset */
    double *reference_octaves, *estimate_octaves; /* log2 of the pitches */
    uint32_t *near;                               /* [estimate->count] */
};

int neume_pairing_may_match(const struct neume_pairing *p, const struct neume_note_limits *limits, size_t reference,
                            size_t estimate);

/* How far from reference note i an estimate may end or, where ends do not matter, begin: seconds, and a little more. */
double neume_pairing_reach(const struct neume_pairing *p, const struct neume_note_limits *limits, size_t i);

#endif
