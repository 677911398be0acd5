/* SPDX-License-Identifier: MIT
 *
 * One stream of sound, whatever library decodes it. Private to decode.c and to the readers. */
#ifndef NEUME_AUDIO_READER_H
#define NEUME_AUDIO_READER_H

#include <stddef.h>
#include <stdint.h>

#include "audio/audio_info.h"
#include "audio/vio.h"
#include "neume/status.h"

struct neume_reader {
    struct neume_vio vio; /* set before the open; the reader must not move after it */
    struct neume_audio_info info;
    int64_t promised; /* frames that the file says it has; -1 none */
    int truncated;    /* 1 where the file ends early, as far as it is known by now */
    void *self;
    /* Up to `frames` frames into interleaved [frames][channels]; fewer only at the end or at damage. */
    size_t (*read)(struct neume_reader *r, float *interleaved, size_t frames);
    /* Passes over up to `frames` frames without decoding them, and returns how many; or NULL, if it cannot. */
    int64_t (*skip)(struct neume_reader *r, int64_t frames);
    void (*free)(void *self);
};

/* Fills what `info` says of time; frames: -1 unknown. */
static inline void neume_reader_set(struct neume_reader *r, int sample_rate, int channels, int64_t frames)
{
    r->info.sample_rate = sample_rate;
    r->info.channels = channels;
    r->info.frames = frames >= 0 && frames < INT64_MAX / 2 ? frames : -1;
    r->info.duration = r->info.frames < 0 ? -1 : (double)r->info.frames / sample_rate;
}

#endif
