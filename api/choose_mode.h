/* SPDX-License-Identifier: MIT
 *
 * How auto comes to its mode: parts of the recording are heard by what would transcribe them. */
#ifndef NEUME_API_CHOOSE_MODE_H
#define NEUME_API_CHOOSE_MODE_H

#include "api/feed.h"
#include "models/model.h"

/* Sets the report's mode, reason, confidence, next and no_music; *model: NULL, or what transcribes it in place of the
 * mode's own. */
enum neume_status neume_api_choose_mode(const struct neume_feed_input *in, const struct neume_options *options,
                                        const struct neume_feed_progress *progress, struct neume_report *report,
                                        const struct neume_model **model);

#endif
