/* SPDX-License-Identifier: MIT */
#ifndef NEUME_DATASETS_METRICS_BEAT_H
#define NEUME_DATASETS_METRICS_BEAT_H

#include "datasets/metrics/precision_recall.h"
#include "neume/status.h"

#define NEUME_BEAT_TRIM   5.0  /* seconds */
#define NEUME_BEAT_WINDOW 0.07 /* seconds */

/* 0..1 each, but for Cemgil's, which can pass 1 where beats are doubled. */
struct neume_beat_score {
    struct neume_hits hits; /* within 70 ms */
    struct neume_precision_recall prf;
    double cemgil, cemgil_best; /* as annotated; at the best metrical level */
    double p_score;             /* McKinney's */
    double cml_c, cml_t;        /* correct metrical level: longest stretch; all */
    double aml_c, aml_t;        /* any of the five metrical levels */
};

/* mir_eval.beat with its defaults, after beats before `trim` seconds are dropped from both sides (mir_eval.beat.
 * trim_beats; 0 keeps all from 0 on). All 0 where either side is empty; P-score and continuity need two beats a side.
 * The P-score is 0 too where the reference's beats all fall into one hundredth of a second (mir_eval fails there).
 * NEUME_ERR_ARGUMENT: times that descend, are over 30000 s, or are no numbers. */
enum neume_status neume_beat_evaluate(const double *reference, size_t n_reference, const double *estimate,
                                      size_t n_estimate, double trim, struct neume_beat_score *score);

#endif
