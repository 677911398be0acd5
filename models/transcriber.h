/* SPDX-License-Identifier: MIT */
#ifndef NEUME_MODELS_TRANSCRIBER_H
#define NEUME_MODELS_TRANSCRIBER_H

#include "models/model.h"

/* The model of one mode; NULL for auto, mix and values outside the range (mix runs two models). */
const struct neume_model *neume_model_for(enum neume_mode mode);

/* All samples are mono, full scale 1, finite. Notes are appended to `out` once no later sample can change them, in any
 * order; how the caller splits its blocks never shows in them. Only the growth of `out`, and of the notes that
 * melody keeps to the end for the tuning and poly for their velocities, allocates. `options` must pass
 * neume_options_check(). */
enum neume_status neume_transcriber_new(struct neume_transcriber **out, const struct neume_model *model,
                                        const struct neume_options *options);
enum neume_status neume_transcriber_process(struct neume_transcriber *t, const float *samples, size_t count,
                                            struct neume_notes *out);

/* The end of the recording: appends what is still open. Then only reset() or free() may follow. */
enum neume_status neume_transcriber_flush(struct neume_transcriber *t, struct neume_notes *out);
void neume_transcriber_reset(struct neume_transcriber *t);
void neume_transcriber_free(struct neume_transcriber *t);

#endif
