/* SPDX-License-Identifier: MIT
 *
 * Transcription of sound as it comes: new, process block by block, flush, free.
 *
 *     neume_stream_new(&stream, 48000, 2, &options);
 *     while (there is sound)
 *         neume_stream_process(stream, block, frames, &notes);
 *     neume_stream_flush(stream, &notes);
 *     neume_notes_sort(&notes);
 *     neume_stream_free(stream);
 *
 * How the sound is split into blocks never shows in the notes, which are those of neume_transcribe_samples() for the
 * same options. */
#ifndef NEUME_STREAM_H
#define NEUME_STREAM_H

#include <stddef.h>

#include "neume/note.h"
#include "neume/options.h"

NEUME_BEGIN_DECLS

struct neume_stream; /* of one thread at a time */

/* rate: 4000..384000 Hz; channels: 1..1024, all of which should carry sound: they are mixed to one, so that none
 * cancels another. `options` NULL: the defaults, with mode poly. What needs the whole recording first is ARGUMENT: mode
 * auto, drum_lengths, drum_classes, retrigger and drum_sensitivity; so is anything that neume_options_check() refuses.
 * MEMORY. On failure *out is NULL. */
NEUME_API enum neume_status neume_stream_new(struct neume_stream **out, double rate, int channels,
                                             const struct neume_options *options);

/* Takes NULL. */
NEUME_API void neume_stream_free(struct neume_stream *stream);

/* samples [frames][channels], full scale 1; what is no number counts as 0. Appends the notes that no later sample can
 * change, in any order: drums within a second, a melody and polyphonic velocities at the flush. MEMORY: then only reset
 * or free may follow. */
NEUME_API enum neume_status neume_stream_process(struct neume_stream *stream, const float *samples, size_t frames,
                                                 struct neume_notes *notes);

/* The end of the sound: appends what is still open. Then only reset or free may follow. MEMORY. */
NEUME_API enum neume_status neume_stream_flush(struct neume_stream *stream, struct neume_notes *notes);

/* Forgets the sound so far, for another of the same rate and channels. MEMORY: then only free may follow. */
NEUME_API enum neume_status neume_stream_reset(struct neume_stream *stream);

NEUME_END_DECLS

#endif
