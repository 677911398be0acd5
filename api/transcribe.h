/* SPDX-License-Identifier: MIT
 *
 * The library's front door: the one place besides the commands where the rooms are joined. */
#ifndef NEUME_API_TRANSCRIBE_H
#define NEUME_API_TRANSCRIBE_H

#include "api/feed.h"

/* transcribe.c: the drums of an input, in any order. */
enum neume_status neume_api_drums(const struct neume_feed_input *in, const struct neume_options *options,
                                  const struct neume_feed_progress *progress, struct neume_notes *notes,
                                  struct neume_report *report, size_t *bad);

/* transcribe.c: where options->drum_lengths asks for it, how long the hits behind the first `count` notes ring. */
enum neume_status neume_api_drum_decay(const struct neume_feed_input *in, const struct neume_options *options,
                                       struct neume_notes *notes, size_t count, size_t *bad);

/* transcribe.c: puts the notes, of which the first `count` were there before, in order, and tidies the new hits. */
void neume_api_finish(struct neume_notes *notes, size_t count, const struct neume_options *options);

#endif
