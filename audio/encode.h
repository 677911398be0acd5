/* SPDX-License-Identifier: MIT
 *
 * Samples to sound files. The target appears whole, at the close, or not at all (core/output.h); of a set, when that is
 * committed. */
#ifndef NEUME_AUDIO_ENCODE_H
#define NEUME_AUDIO_ENCODE_H

#include <stddef.h>
#include <stdint.h>

#include "neume/status.h"

struct neume_output_set;

enum neume_sample_format {
    NEUME_PCM_16 = 0, /* with triangular dither of 1 LSB each way, the same bits at every run */
    NEUME_PCM_24,     /* rounded: its step is below the noise of any converter */
    NEUME_FLOAT_32,
    NEUME_SAMPLE_FORMAT_COUNT
};

struct neume_encode_options {
    int sample_rate; /* Hz, 4000..384000 */
    int channels;    /* 1..1024; the containers below allow fewer */
    enum neume_sample_format format;
    struct neume_output_set *set; /* of core/output.h, whose commit puts the file in place; NULL: the close does */
};

void neume_encode_options_init(struct neume_encode_options *options); /* 44100 Hz, 2 channels, 16 bit */

struct neume_encoder;

/* The container follows the ending of `path`, in any case; "-" is WAV on standard output.
 *
 *     .wav         16, 24, 32f; becomes RF64 where it grows over 4 GB
 *     .aiff .aif   16, 24, 32f
 *     .flac        16, 24; up to 8 channels
 *     .ogg .oga    Vorbis at quality 0.6, whatever the format; up to 255 channels
 *     .opus        whatever the format; 8, 12, 16, 24 or 48 kHz; 1 or 2 channels
 *     .mp3         whatever the format; 8, 11.025, 12, 16, 22.05, 24, 32, 44.1 or 48 kHz; 1 or 2 channels
 *
 * UNSUPPORTED: any other ending or a cell missing from this table (the caller resamples); ARGUMENT: options out of
 * range; NOT_FOUND (no such folder), PERMISSION, DIRECTORY, NO_SPACE, WRITE: the target. Nothing is computed before. */
enum neume_status neume_encoder_open(struct neume_encoder **out, const char *path,
                                     const struct neume_encode_options *options);

/* No file but samples in memory, as they are written; `format`, `set` and marks do not count. ARGUMENT: options out of
 * range. */
enum neume_status neume_encoder_open_memory(struct neume_encoder **out, const struct neume_encode_options *options);

/* Of one that was closed: *samples [frames][channels], to be freed; NULL of no frames. Returns how many frames. */
size_t neume_encoder_take_memory(struct neume_encoder *e, float **samples);

/* About this many bits a second, for .opus (6000 to 256000 a channel) and .mp3 (8000 to 320000, what MPEG allows at the
 * rate); beyond that the nearest. Before the first write. ARGUMENT: another container. */
enum neume_status neume_encoder_set_bitrate(struct neume_encoder *e, int bits_per_second);

/* interleaved [frames][channels], full scale 1. Values over full scale are clipped (32f keeps them), NaN becomes 0.
 * NO_SPACE, WRITE: also of an earlier block, since samples wait until a block is full. Not after a close. */
enum neume_status neume_encoder_write(struct neume_encoder *e, const float *interleaved, size_t frames);

/* A place in the sound that has a name, which players and editors show. */
struct neume_sound_mark {
    int64_t frame;     /* 0.. */
    const char *label; /* UTF-8 */
};

/* Marks for the end of a .wav file, as chunks "cue " and "LIST" of type "adtl" (Multimedia Programming Interface and
 * Data Specifications 1.0, IBM and Microsoft, 1991), written at the close: the labels must live until then. An empty
 * list writes nothing. UNSUPPORTED: another container; ARGUMENT: a negative frame, or one of 2^32 or more. MEMORY. */
enum neume_status neume_encoder_set_marks(struct neume_encoder *e, const struct neume_sound_mark *mark, size_t count);

/* Finishes the file and moves it into place. After a failure, here or in a write, the old target is untouched. Free the
 * encoder afterwards. A second close is ARGUMENT. */
enum neume_status neume_encoder_close(struct neume_encoder *e);

/* Discards what was written unless it was closed. Takes NULL. */
void neume_encoder_free(struct neume_encoder *e);

/* 1 where the ending of `path` names a container of the table above (or it is "-"), so that a caller can complain
 * before it computes. */
int neume_encoder_knows(const char *path);

#endif
