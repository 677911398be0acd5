/* SPDX-License-Identifier: MIT
 *
 * Sound files by libsndfile. Private to decode.c. */
#ifndef NEUME_AUDIO_SNDFILE_READER_H
#define NEUME_AUDIO_SNDFILE_READER_H

#include "audio/reader.h"

/* What r->vio is set to. FORMAT: not for libsndfile; UNSUPPORTED: a codec that it lacks; DAMAGED: an absurd header;
 * EMPTY: an honest length of zero; MEMORY. */
enum neume_status neume_sndfile_open(struct neume_reader *r);

#endif
