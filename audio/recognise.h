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
    int is_flac_32;      /* FLAC of 32 bits, of which neither of them reads anything */
    int64_t at;          /* where it begins, behind ID3v2 tags that do not belong to it */
    int64_t end;         /* and ends: before ID3v1 and APE tags, of formats that know no end of their own */
};

/* How long the frame is that begins with 8 bytes at `head`, of a bare stream that libavformat's `demuxer` reads (AAC,
 * AC-3, E-AC-3, DTS); 0 where that is none. */
int64_t neume_recognise_frame(const char *demuxer, const unsigned char *head);

/* MPEG audio is not among them: see mpeg_frames.h. */
void neume_recognise(struct neume_vio *vio, struct neume_recognised *out);

#endif
