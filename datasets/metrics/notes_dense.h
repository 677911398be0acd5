/* SPDX-License-Identifier: MIT
 *
 * Notes of one pitch and one time by the thousand: estimates in cells of pitch and onset, within each by what is left.
 */
#ifndef NEUME_DATASETS_METRICS_NOTES_DENSE_H
#define NEUME_DATASETS_METRICS_NOTES_DENSE_H

#include "datasets/metrics/notes_pairing.h"

/* A maximum matching where there are too many edges to list. `partner` [references] may be NULL. */
enum neume_status neume_notes_match_dense(const struct neume_pairing *p, const struct neume_note_limits *limits,
                                          uint32_t *partner, size_t *n_matched);

#endif
