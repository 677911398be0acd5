/* SPDX-License-Identifier: MIT */
#ifndef NEUME_DATASETS_METRICS_NOTES_H
#define NEUME_DATASETS_METRICS_NOTES_H

#include <stdint.h>

#include "datasets/metrics/notes_base.h"
#include "datasets/metrics/precision_recall.h"
#include "neume/status.h"

/* mir_eval's defaults, with neither offsets nor velocities. */
extern const struct neume_note_rules neume_note_rules_default;

struct neume_note_score {
    struct neume_hits hits;
    struct neume_precision_recall prf;
    double overlap; /* mean over the matched notes of intersection by union in time, at most 1; 0 where none matches */
};

/* Who is matched with whom, by onset and pitch and what else the rules ask for, as mir_eval.transcription.match_notes
 * and mir_eval.transcription_velocity.match_notes find it: partner[r] is the estimate of reference note r, or
 * NEUME_UNMATCHED. NEUME_ERR_ARGUMENT: a negative time or velocity, a length or a pitch not above 0, a number that is
 * none, or velocities asked for where a side has none. *bad (may be NULL) then says which note: its index, with
 * the estimate's counted after the reference's. */
enum neume_status neume_notes_match(const struct neume_note_set *reference, const struct neume_note_set *estimate,
                                    const struct neume_note_rules *rules, uint32_t *partner, size_t *bad);

/* mir_eval.transcription(_velocity).precision_recall_f1_overlap. Where all matched notes of the estimate have one
 * velocity, the best line is level; mir_eval's solver now and then takes that for a slope (one such pair in 25) and
 * answers by chance, which is not followed here. All 0 where either side is empty. Errors as above. */
enum neume_status neume_notes_score(const struct neume_note_set *reference, const struct neume_note_set *estimate,
                                    const struct neume_note_rules *rules, struct neume_note_score *score);

/* The score of a matching that is already made, partner[reference->count]. */
void neume_notes_score_matching(const struct neume_note_set *reference, const struct neume_note_set *estimate,
                                const uint32_t *partner, struct neume_note_score *score);

/* mir_eval.transcription.onset_precision_recall_f1 and offset_precision_recall_f1: times alone, whatever the pitch. Of
 * the rules only those on onsets (or on offsets; offset_ratio below 0 counts as 0) are used. */
enum neume_status neume_notes_score_onsets(const struct neume_note_set *reference,
                                           const struct neume_note_set *estimate, const struct neume_note_rules *rules,
                                           struct neume_hits *hits);
enum neume_status neume_notes_score_offsets(const struct neume_note_set *reference,
                                            const struct neume_note_set *estimate, const struct neume_note_rules *rules,
                                            struct neume_hits *hits);

/* All that mir_eval.transcription.evaluate and mir_eval.transcription_velocity.evaluate report, with mir_eval's limits.
 */
struct neume_notes_report {
    struct neume_note_score plain;           /* onset and pitch */
    struct neume_note_score offset;          /* onset, pitch and offset */
    struct neume_note_score velocity;        /* onset, pitch and velocity */
    struct neume_note_score offset_velocity; /* all four */
    struct neume_hits onsets, offsets;       /* times alone */
    int has_velocity;                        /* 0: a side has none, and those two scores are 0 */
};

enum neume_status neume_notes_evaluate(const struct neume_note_set *reference, const struct neume_note_set *estimate,
                                       struct neume_notes_report *report);

#endif
