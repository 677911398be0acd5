/* SPDX-License-Identifier: MIT
 *
 * The first hits of each drum, before and after, to listen to. */
#ifndef NEUME_API_RENDER_REPLACE_AUDITION_H
#define NEUME_API_RENDER_REPLACE_AUDITION_H

#include "api/render/replace_base.h"

/* The first three replaced hits of each drum, from 50 ms before them to 450 ms behind. After neume_replace_prepare().
 * MEMORY. */
enum neume_status neume_audition_new(struct neume_audition **audition, const struct neume_replace_work *work);
void neume_audition_free(struct neume_audition *audition);

/* What of block[frames][channels], from frame `at` of the recording on, belongs to a hit; is_after: of the mix. NULL:
 * nothing happens. */
void neume_audition_take(struct neume_audition *audition, int is_after, int64_t at, const float *block, size_t frames);

/* The hits of a drum into an encoder: each as it was and as it is, with pauses of 0.2 s. */
enum neume_status neume_audition_write(const struct neume_audition *audition, int drum, struct neume_encoder *encoder);

#endif
