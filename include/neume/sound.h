/* SPDX-License-Identifier: MIT
 *
 * What neume listens to: a sound file, or samples in memory. */
#ifndef NEUME_SOUND_H
#define NEUME_SOUND_H

#include <stddef.h>

#include "neume/status.h"

NEUME_BEGIN_DECLS

/* Begins with its size, so that a later version may add to it; made by one of the two functions below. Borrows what it
 * points to. Channels are mixed to one: those that carry sound, so that none cancels another. */
struct neume_sound {
    size_t size;          /* bytes of this struct */
    const char *path;     /* a file of any kind that neume reads; NULL: samples */
    const float *samples; /* [frames][channels], full scale 1; what is no number counts as 0 */
    size_t frames;        /* 1 or more */
    int channels;         /* 1..1024 */
    double rate;          /* Hz, 4000..384000 */
};

/* `path` is borrowed. Never fails; what the file is shows when it is read. */
NEUME_API void neume_sound_init_file(struct neume_sound *sound, const char *path);

/* samples: [frames][channels], borrowed, full scale 1; channels: 1..1024; rate: Hz, 4000..384000. Never fails; numbers
 * out of range are NEUME_ERR_ARGUMENT, and no frames NEUME_ERR_EMPTY, when it is read. */
NEUME_API void neume_sound_init_samples(struct neume_sound *sound, const float *samples, size_t frames, int channels,
                                        double rate);

NEUME_END_DECLS

#endif
