/* SPDX-License-Identifier: MIT
 *
 * Sets of notes, and the rules by which two are the same. */
#ifndef NEUME_DATASETS_METRICS_NOTES_BASE_H
#define NEUME_DATASETS_METRICS_NOTES_BASE_H

#include <stddef.h>

/* Notes in any order. A view: the arrays stay the caller's. */
struct neume_note_set {
    const double *onset;    /* [count], seconds, 0.. */
    const double *offset;   /* [count], seconds, after the onset */
    const double *hertz;    /* [count], over 0 */
    const double *velocity; /* [count], 0.., or NULL where the notes have none */
    size_t count;
};

/* When two notes are the same. All limits are inclusive, but that on velocity. */
struct neume_note_rules {
    double onset_tolerance;      /* seconds; 0.05 */
    double pitch_tolerance;      /* cents; 50 */
    double offset_ratio;         /* of the reference note's length; 0.2. Below 0: offsets do not matter */
    double offset_min_tolerance; /* seconds; 0.05 */
    double velocity_tolerance;   /* of the reference's range of velocities; 0.1. Below 0: velocities do not matter */
};

#endif
