/* SPDX-License-Identifier: MIT
 *
 * How auto comes to its mode: parts of the recording are heard by what would transcribe them. */
#ifndef NEUME_API_CHOOSE_MODE_H
#define NEUME_API_CHOOSE_MODE_H

#include "api/feed.h"
#include "models/classify/mode_classifier.h"
#include "models/model.h"

/* Sets the report's mode, reason, confidence, next and no_music; *model: NULL, or what transcribes it in place of the
 * mode's own. */
enum neume_status neume_api_choose_mode(const struct neume_feed_input *in, const struct neume_options *options,
                                        const struct neume_feed_progress *progress, struct neume_report *report,
                                        const struct neume_model **model);

/* A guess by a few seconds in the middle of each half of a recording, all of it where it is shorter. */
enum neume_status neume_api_guess_mode(const struct neume_feed_input *in, const struct neume_feed_progress *progress,
                                       struct neume_mode_choice *choice);

#endif
