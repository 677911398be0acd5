/* SPDX-License-Identifier: MIT */
#ifndef NEUME_DATASETS_METRICS_MELODY_H
#define NEUME_DATASETS_METRICS_MELODY_H

#include <stddef.h>

#include "neume/status.h"

/* One pitch a frame. A view: the arrays stay the caller's. */
struct neume_melody_line {
    const double *time;  /* [count], seconds, 0.., ascending */
    const double *hertz; /* [count]; 0: unvoiced; below 0: held to be unvoiced, but if voiced, then at this pitch */
    size_t count;
};

/* 0..1 each. */
struct neume_melody_score {
    double voicing_recall, voicing_false_alarm, raw_pitch, raw_chroma, overall;
};

/* mir_eval.melody.evaluate: within 50 cents (exclusive), at the reference's times, to which the estimate is resampled
 * (linearly in cents, voicing held) unless its times agree. A line that starts after 0 begins at 0 with its first
 * pitch. All 0 where either side is empty (mir_eval 0.7 fails there). NEUME_ERR_ARGUMENT: times that do not ascend by
 * at least 1e-10 s or are negative, or what is no number. */
enum neume_status neume_melody_evaluate(const struct neume_melody_line *reference,
                                        const struct neume_melody_line *estimate, struct neume_melody_score *score);

#endif
