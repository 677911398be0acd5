/* SPDX-License-Identifier: MIT
 *
 * Sound files to samples: WAV, RF64, AIFF, FLAC, Ogg Vorbis, Opus and what else libsndfile reads; MP3 by libmpg123;
 * AAC, M4A, WMA, WebM and many others by FFmpeg's libraries. What encoders and decoders put before the recording is
 * left out, so that a sound stays at its sample; of joined files all parts are read. */
#ifndef NEUME_AUDIO_DECODE_H
#define NEUME_AUDIO_DECODE_H

#include <stddef.h>
#include <stdint.h>

#include "audio/audio_info.h"
#include "neume/sound.h"
#include "neume/status.h"

struct neume_decoder;

/* Opens `path`, or standard input where it is "-". What cannot be sought in (a pipe) is first copied to a temporary
 * file. `info` may be NULL.
 *   NOT_FOUND, PERMISSION, DIRECTORY, READ: what the system says
 *   EMPTY: no bytes, or a sound header and an honest length of zero frames
 *   FORMAT: not a sound file
 *   DAMAGED: a sound file whose header is cut or absurd, or of which not one frame can be decoded
 *   UNSUPPORTED: a codec or a library that is missing, or a sample rate outside the range of audio_info.h: see
 *   neume_decoder_refusal() */
enum neume_status neume_decoder_open(struct neume_decoder **out, const char *path, struct neume_audio_info *info);

/* The same of what the sound names; samples are borrowed until the free. Of samples: EMPTY: no frames; ARGUMENT: a
 * number out of range. */
enum neume_status neume_decoder_open_sound(struct neume_decoder **out, const struct neume_sound *sound,
                                           struct neume_audio_info *info);
void neume_decoder_free(struct neume_decoder *d);

/* Why a file was refused, beyond its status. */
enum neume_refusal_reason {
    NEUME_REFUSAL_NONE,    /* nothing more is known */
    NEUME_REFUSAL_RATE,    /* sample_rate is outside NEUME_MIN_RATE..NEUME_MAX_RATE */
    NEUME_REFUSAL_LIBRARY, /* FFmpeg's libraries read `format`, but were not there */
    NEUME_REFUSAL_CODEC,   /* `format` is known, but not the codec in it */
    NEUME_REFUSAL_SILENT,  /* `format`, but without a sound track */
};

struct neume_refusal {
    enum neume_refusal_reason reason;
    int sample_rate; /* Hz */
    char format[40];
};

/* Opens `path` once more to find out; not for standard input. */
void neume_decoder_refusal(const char *path, struct neume_refusal *refusal);

/* Up to `frames` frames into interleaved [frames][channels], full scale 1; float files keep what they hold, NaN and
 * values over 1 included. *got is less than asked only at the end, and 0 after it. Damage in the middle of a file is an
 * end too (see below). READ: the system failed; errno says why. */
enum neume_status neume_decoder_read(struct neume_decoder *d, float *interleaved, size_t frames, size_t *got);

/* Passes over `frames` frames without decoding them, where the format allows that and as many follow in this part of
 * the file. Returns how many it passed over; 0 means that they must be read. */
int64_t neume_decoder_skip(struct neume_decoder *d, int64_t frames);

/* Back to the first frame. The statuses of the open. */
enum neume_status neume_decoder_rewind(struct neume_decoder *d);

/* 1 where the file ends before its header says so, or its decoder gave up before the end. Of WAV, AIFF and Ogg it is
 * known from the start, of FLAC and MP3 only when the end has been read. Streams that promise no length (MP3 without a
 * Xing or Info header, ADTS, AC-3) are called truncated where their last frame is. */
int neume_decoder_truncated(const struct neume_decoder *d);

#endif
