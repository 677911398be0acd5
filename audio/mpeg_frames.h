/* SPDX-License-Identifier: MIT
 *
 * The frames of MPEG audio (ISO 11172-3 and 13818-3), and where in a file whole streams of them begin and end. */
#ifndef NEUME_AUDIO_MPEG_FRAMES_H
#define NEUME_AUDIO_MPEG_FRAMES_H

#include <stddef.h>
#include <stdint.h>

#include "audio/vio.h"
#include "neume/status.h"

/* A stream as one run of an encoder wrote it: files that were joined hold several. */
struct neume_mpeg_part {
    int64_t at, size;          /* bytes, without tags and without the Xing, Info or VBRI frame */
    int layer, rate, channels; /* layer 1..3, Hz, 1..2 */
    int64_t skip;              /* samples that come before the first one of the recording */
    int64_t length;            /* samples of the recording; -1 unknown */
    int64_t promised;          /* what a Xing or Info header says of that; -1 none */
    int is_cut;                /* 1 where its last frame is not all there */
};

struct neume_mpeg_parts {
    struct neume_mpeg_part *part; /* [count] */
    size_t count;
};

/* Finds them. count is 0 where the file is none, which nothing but some frames in a row proves: zeros, tags and up to
 * 64 KiB of anything may come first. MEMORY. */
enum neume_status neume_mpeg_scan(struct neume_vio *vio, struct neume_mpeg_parts *parts);
void neume_mpeg_parts_release(struct neume_mpeg_parts *parts);

#endif
