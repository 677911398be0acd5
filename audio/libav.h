/* SPDX-License-Identifier: MIT
 *
 * FFmpeg's libavformat and libavcodec: AAC, ALAC, WMA, AC-3 and what else phones, cameras and browsers record. They are
 * loaded when a file needs them and not before: with what they bring along they are a hundred libraries, whose start
 * takes longer than to transcribe a short recording. Private to decode.c. */
#ifndef NEUME_AUDIO_LIBAV_H
#define NEUME_AUDIO_LIBAV_H

#include "audio/reader.h"

/* 1 where neume was built to use them and they can be loaded. */
int neume_libav_is_there(void);

/* What r->vio is set to, by the demuxer of that name alone, so that nothing is taken for what it is not. `name` is how
 * the format is called in r->info.format. UNSUPPORTED: not there, or a codec that they lack; EMPTY: no sound track, or
 * one without a sample; DAMAGED, MEMORY. */
enum neume_status neume_libav_open(struct neume_reader *r, const char *demuxer, const char *name);

#endif
