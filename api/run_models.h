/* SPDX-License-Identifier: MIT
 *
 * Models over a whole input. Those that run together share its decoding, and its resampling where they want one rate.
 */
#ifndef NEUME_API_RUN_MODELS_H
#define NEUME_API_RUN_MODELS_H

#include "api/feed.h"
#include "models/model.h"

enum { NEUME_MODEL_RUNS = 1 + NEUME_DRUM_COUNT }; /* at most: a sensitivity for each drum */

struct neume_model_run {
    const struct neume_model *model;
    struct neume_options options;
    struct neume_notes notes; /* empty before; what it found, in any order */
};

/* runs 1..NEUME_MODEL_RUNS. The report's duration, peak and the like are the input's, its tuning and `pitched` those of
 * the last run. *bad (or NULL): the file that failed. What was found before a failure is in `notes`, which are the
 * caller's to release in any case. */
enum neume_status neume_run_models(const struct neume_feed_input *in, struct neume_model_run *run, size_t runs,
                                   const struct neume_feed_progress *progress, struct neume_report *report,
                                   size_t *bad);

#endif
