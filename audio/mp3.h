/* SPDX-License-Identifier: MIT
 *
 * MPEG audio by libmpg123, which libsndfile uses too, but without telling it to be quiet: a damaged file would write to
 * standard error from inside a library. Private to decode.c. */
#ifndef NEUME_AUDIO_MP3_H
#define NEUME_AUDIO_MP3_H

#include "audio/mpeg_frames.h"
#include "audio/reader.h"

/* The part that r->vio is set to: what the encoder and the decoder put before and after the recording is left out.
 * DAMAGED: libmpg123 finds no frame; MEMORY. */
enum neume_status neume_mp3_open(struct neume_reader *r, const struct neume_mpeg_part *part);

#endif
