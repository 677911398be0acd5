/* SPDX-License-Identifier: MIT
 *
 * MPEG audio by libmpg123, which libsndfile uses too, but without telling it to be quiet: a damaged file would write to
 * standard error from inside a library. Private to decode.c. */
#ifndef NEUME_AUDIO_MP3_H
#define NEUME_AUDIO_MP3_H

#include <stddef.h>
#include <stdint.h>

#include "audio/vio.h"
#include "neume/status.h"

struct neume_mp3_info {
    int sample_rate, channels;
    int layer;      /* 1..3 */
    int64_t frames; /* -1 unknown */
    int promised;   /* 1 where frames is what a Xing or Info header says, 0 where it is an estimate */
};

struct neume_mp3;

/* 1 where the file begins as MPEG audio does, after any ID3v2 tag: nothing else is asked about it then. */
int neume_mp3_is(struct neume_vio *vio);

/* FORMAT: no MPEG frame at the start after all; DAMAGED, MEMORY. `vio` must outlive the stream. */
enum neume_status neume_mp3_open(struct neume_mp3 **out, struct neume_vio *vio, struct neume_mp3_info *info);
void neume_mp3_free(struct neume_mp3 *m);

/* Up to `frames` frames into interleaved [frames][channels], full scale 1. Returns fewer only at the end, or where the
 * stream is damaged beyond repair. */
size_t neume_mp3_read(struct neume_mp3 *m, float *interleaved, size_t frames);

#endif
