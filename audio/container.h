/* SPDX-License-Identifier: MIT
 *
 * What the bytes around the samples say: the few facts of sound-file headers that libsndfile keeps to itself. */
#ifndef NEUME_AUDIO_CONTAINER_H
#define NEUME_AUDIO_CONTAINER_H

#include <stddef.h>
#include <stdint.h>

/* Reads up to `count` bytes at `position`; returns how many. */
typedef int64_t (*neume_read_at_fn)(void *user, void *bytes, int64_t count, int64_t position);

struct neume_bytes {
    neume_read_at_fn read_at;
    void *user;
    int64_t size; /* bytes in all */
};

/* 1 where the file begins as a WAV, RF64, AIFF, AU, FLAC, Ogg or tagged MP3 file does, or with a piece of such a
 * beginning and nothing after it. */
int neume_container_is_sound(const struct neume_bytes *bytes);

/* 1 where the header of a WAV, RF64, W64, AIFF, AU, Ogg, AVI, MP4, Matroska, ASF (WMA), VOC or MPEG-TS file promises
 * more than the file holds. libsndfile and libavformat shorten such files in silence. Lengths that recorders write when
 * they cannot know better (0, 2^31, 2^32 - 1 and thereabouts) promise nothing. */
int neume_container_is_cut(const struct neume_bytes *bytes);

#define NEUME_WAV_HEADER_MAX 104

/* The header of a little-endian WAV file of `frames` frames, and of an RF64 file (EBU Tech 3306) where it would be
 * over 4 GB: its size depends on channels and is_float alone, so that it can be written again when the length is known.
 * bits: 16, 24 or 32 (float); after: bytes that follow the padded samples, in chunks. Returns its size in bytes. */
size_t neume_wav_header(unsigned char header[NEUME_WAV_HEADER_MAX], int sample_rate, int channels, int bits,
                        int64_t frames, size_t after);

/* One named place as RIFF has it: 24 bytes of the chunk "cue ", and a "labl" of the list "adtl". */
size_t neume_wav_marks_size(const char *const *label, size_t count);

/* Writes both chunks to out, [neume_wav_marks_size()] bytes; frame [count] below 2^32. Nothing for a count of 0. */
void neume_wav_marks(unsigned char *out, const uint32_t *frame, const char *const *label, size_t count);

#endif
