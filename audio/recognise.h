/* SPDX-License-Identifier: MIT
 *
 * What kind of sound file some bytes begin. Only what is sure has a name: nothing is decoded on a guess. */
#ifndef NEUME_AUDIO_RECOGNISE_H
#define NEUME_AUDIO_RECOGNISE_H

#include <stdint.h>

#include "audio/vio.h"

struct neume_recognised {
    const char *name;    /* such as "M4A"; NULL: unknown */
    const char *demuxer; /* of libavformat, for files that libsndfile does not read; NULL: none */
    int is_sndfile;      /* libsndfile is asked: 1 first, 2 where libavformat is missing; 0 never */
    int64_t at;          /* where it begins, behind ID3v2 tags that do not belong to it */
};

/* MPEG audio is not among them: see mpeg_frames.h. */
void neume_recognise(struct neume_vio *vio, struct neume_recognised *out);

#endif
