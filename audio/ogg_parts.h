/* SPDX-License-Identifier: MIT
 *
 * The links of a chained Ogg file (RFC 3533, section 4): each is a whole file of its own. */
#ifndef NEUME_AUDIO_OGG_PARTS_H
#define NEUME_AUDIO_OGG_PARTS_H

#include <stddef.h>
#include <stdint.h>

#include "audio/vio.h"
#include "neume/status.h"

enum neume_ogg_codec { NEUME_OGG_OTHER, NEUME_OGG_VORBIS, NEUME_OGG_OPUS, NEUME_OGG_FLAC, NEUME_OGG_SPEEX };

struct neume_ogg_part {
    int64_t at, size; /* bytes */
    enum neume_ogg_codec codec;
};

struct neume_ogg_parts {
    struct neume_ogg_part *part; /* [count] */
    size_t count;
};

/* Walks the pages from the first byte on; what follows the last page belongs to the last part. count is 0 where the
 * file does not begin with a page. MEMORY. */
enum neume_status neume_ogg_scan(struct neume_vio *vio, struct neume_ogg_parts *parts);
void neume_ogg_parts_release(struct neume_ogg_parts *parts);

#endif
