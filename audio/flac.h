/* SPDX-License-Identifier: MIT
 *
 * FLAC of 32 bits a sample and FLAC in Ogg by libFLAC itself: of the one libsndfile 1.2 and FFmpeg 5.1 read nothing,
 * the other libsndfile does not know. Private to decode.c. */
#ifndef NEUME_AUDIO_FLAC_H
#define NEUME_AUDIO_FLAC_H

#include "audio/reader.h"

/* What r->vio is set to. UNSUPPORTED: a libFLAC before 1.4, or one without Ogg; EMPTY: a stream without a sample;
 * FORMAT, DAMAGED, MEMORY. */
enum neume_status neume_flac_open(struct neume_reader *r, int is_ogg);

#endif
