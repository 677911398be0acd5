/* SPDX-License-Identifier: MIT
 *
 * When something is struck, plucked or sung anew. */
#ifndef NEUME_ONSET_H
#define NEUME_ONSET_H

#include <stddef.h>

#include "neume/error.h"
#include "neume/progress.h"
#include "neume/sound.h"

NEUME_BEGIN_DECLS

/* One onset. */
struct neume_onset {
    double time;    /* seconds from the first sample: where the attack begins to rise */
    float strength; /* the flux at the peak over its surroundings, > 0 */
};

/* Zeroed is empty and valid. */
struct neume_onsets {
    struct neume_onset *onset; /* [count], in rising time */
    size_t count;              /* of onsets */
    size_t capacity;           /* that there is room for */
};

/* Begins with its size, so that a later version may add to it. */
struct neume_onset_options {
    size_t size;        /* bytes; set by neume_onset_options_init() */
    double sensitivity; /* 0..1, more onsets towards 1; default 0.5 */
    double min_gap;     /* seconds, 0.005..1: of onsets closer than this the first stays; default 0.03 */
};

/* Sets the size and the defaults. Never fails. */
NEUME_API void neume_onset_options_init(struct neume_onset_options *options);

/* Appends the onsets of a sound, in seconds. `options` NULL: the defaults; progress, error: may be NULL. The statuses
 * of neume_transcribe() for the sound; ARGUMENT: an option out of range; CANCELLED; MEMORY. On failure `onsets` is as
 * it was. */
NEUME_API enum neume_status neume_onsets_find(const struct neume_sound *sound,
                                              const struct neume_onset_options *options, neume_progress_fn progress,
                                              void *user, struct neume_onsets *onsets, struct neume_error *error);

/* The onsets of sound as it comes: new, process block by block, flush, free. How the sound is split into blocks never
 * shows in them; they are those of neume_onsets_find() of the whole. Belongs to one thread at a time. */
struct neume_onset_stream;

/* rate: 4000..384000 Hz; channels: 1..1024, all of which should carry sound: they are mixed to one, so that none
 * cancels another. `options` NULL: the defaults. ARGUMENT: something out of range; MEMORY. On failure *out is NULL. */
NEUME_API enum neume_status neume_onset_stream_new(struct neume_onset_stream **out, double rate, int channels,
                                                   const struct neume_onset_options *options);

/* Takes NULL. */
NEUME_API void neume_onset_stream_free(struct neume_onset_stream *stream);

/* samples [frames][channels], full scale 1; what is no number counts as 0; NULL where `frames` is 0. Appends what no
 * later sample can change, in rising time: an onset comes within 1.5 s of sound after it. MEMORY: then only reset or
 * free may follow. */
NEUME_API enum neume_status neume_onset_stream_process(struct neume_onset_stream *stream, const float *samples,
                                                       size_t frames, struct neume_onsets *onsets);

/* The end of the sound: appends what is still held back. Then only reset or free may follow. MEMORY. */
NEUME_API enum neume_status neume_onset_stream_flush(struct neume_onset_stream *stream, struct neume_onsets *onsets);

/* Forgets the sound so far, for another of the same rate and channels. MEMORY: then only free may follow. */
NEUME_API enum neume_status neume_onset_stream_reset(struct neume_onset_stream *stream);

/* Frees what it holds and leaves it empty. Takes NULL. */
NEUME_API void neume_onsets_release(struct neume_onsets *onsets);

NEUME_END_DECLS

#endif
