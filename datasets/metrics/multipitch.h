/* SPDX-License-Identifier: MIT */
#ifndef NEUME_DATASETS_METRICS_MULTIPITCH_H
#define NEUME_DATASETS_METRICS_MULTIPITCH_H

#include "datasets/metrics/precision_recall.h"
#include "neume/status.h"

/* Frames that hold any number of pitches. A view: the arrays stay the caller's. */
struct neume_pitch_frames {
    const double *time;  /* [count], seconds, not descending, at most 30000 */
    const size_t *first; /* [count + 1]: frame i has the pitches hertz[first[i]] to hertz[first[i + 1] - 1] */
    const double *hertz; /* [first[count]], 20..5000 */
    size_t count;
};

struct neume_multipitch_measures {
    double precision, recall, accuracy;                  /* 0..1 */
    double substitution, miss, false_alarm, total_error; /* 0.., as parts of the reference's pitches */
};

struct neume_multipitch_score {
    struct neume_multipitch_measures pitch;
    struct neume_multipitch_measures chroma; /* octaves forgiven */
};

/* mir_eval.multipitch.metrics: within half a semitone, frame by frame. Unless the times agree, the estimate is taken
 * at the reference's times: the nearest frame, and no pitch outside the estimate's span. All 0 where the reference has
 * no pitch, but for what mir_eval leaves. NEUME_ERR_ARGUMENT: times or frequencies outside the ranges above. */
enum neume_status neume_multipitch_evaluate(const struct neume_pitch_frames *reference,
                                            const struct neume_pitch_frames *estimate,
                                            struct neume_multipitch_score *score);

#endif
