/* SPDX-License-Identifier: MIT
 *
 * The pitch of one line of music, frame by frame. */
#ifndef NEUME_PITCH_H
#define NEUME_PITCH_H

#include <stddef.h>

#include "neume/error.h"
#include "neume/progress.h"
#include "neume/sound.h"

NEUME_BEGIN_DECLS

/* One frame. */
struct neume_pitch_frame {
    double time;      /* seconds of the frame's centre */
    float f0;         /* Hz; 0 where unvoiced */
    float guess;      /* Hz: the best candidate even where unvoiced; 0 where there is none */
    float confidence; /* 0..1: the probability that the frame is voiced */
    float loudness;   /* dB of full scale (RMS of the frame, its highest octave softened), -120 for silence */
};

/* Zeroed is empty and valid. */
struct neume_pitch_track {
    struct neume_pitch_frame *frame; /* [count], one each 256 / 22050 s, about 12 ms */
    size_t count;                    /* of frames */
    size_t capacity;                 /* that there is room for */
};

/* Begins with its size, so that a later version may add to it. */
struct neume_pitch_options {
    size_t size;   /* bytes; set by neume_pitch_options_init() */
    double min_hz; /* the lowest f0 that is looked for: 25 Hz .. max_hz; default 38 */
    double max_hz; /* the highest: min_hz .. 3675 Hz; default 2200 */
};

/* Sets the size and the defaults. Never fails. */
NEUME_API void neume_pitch_options_init(struct neume_pitch_options *options);

/* Appends the frames of a sound, in seconds and Hz. `options` NULL: the defaults; progress, error: may be NULL. The
 * statuses of neume_transcribe() for the sound; ARGUMENT: an option out of range; CANCELLED; MEMORY. On failure `track`
 * is as it was. */
NEUME_API enum neume_status neume_pitch_find(const struct neume_sound *sound, const struct neume_pitch_options *options,
                                             neume_progress_fn progress, void *user, struct neume_pitch_track *track,
                                             struct neume_error *error);

/* The frames of sound as it comes: new, process block by block, flush, free. How the sound is split into blocks never
 * shows in them; they are those of neume_pitch_find() of the whole. Belongs to one thread at a time. */
struct neume_pitch_stream;

/* rate: 4000..384000 Hz; channels: 1..1024, all of which should carry sound: they are mixed to one, so that none
 * cancels another. `options` NULL: the defaults. ARGUMENT: something out of range; MEMORY. On failure *out is NULL. */
NEUME_API enum neume_status neume_pitch_stream_new(struct neume_pitch_stream **out, double rate, int channels,
                                                   const struct neume_pitch_options *options);

/* Takes NULL. */
NEUME_API void neume_pitch_stream_free(struct neume_pitch_stream *stream);

/* samples [frames][channels], full scale 1; what is no number counts as 0; NULL where `frames` is 0. Appends what no
 * later sample can change, in rising time: a frame comes within 2.5 s of sound after it. MEMORY: then only reset or
 * free may follow. */
NEUME_API enum neume_status neume_pitch_stream_process(struct neume_pitch_stream *stream, const float *samples,
                                                       size_t frames, struct neume_pitch_track *track);

/* The end of the sound: appends what is still held back. Then only reset or free may follow. MEMORY. */
NEUME_API enum neume_status neume_pitch_stream_flush(struct neume_pitch_stream *stream,
                                                     struct neume_pitch_track *track);

/* Forgets the sound so far, for another of the same rate and channels. MEMORY: then only free may follow. */
NEUME_API enum neume_status neume_pitch_stream_reset(struct neume_pitch_stream *stream);

/* Frees what it holds and leaves it empty. Takes NULL. */
NEUME_API void neume_pitch_track_release(struct neume_pitch_track *track);

/* The formats of a pitch track. */
enum neume_pitch_format {
    NEUME_PITCH_AS_TXT,    /* time, f0, confidence, loudness between tabs */
    NEUME_PITCH_AS_CSV,    /* the same between commas, under a header */
    NEUME_PITCH_AS_LABELS, /* a label for each stretch of one pitch, for Audacity */
    NEUME_PITCH_AS_JSON,   /* {"frames": [...]} */
    NEUME_PITCH_AS_MIREX,  /* time and f0, below 0 what it would be where there is no voice: as mir_eval.melody reads it
                            */
    NEUME_PITCH_AS_SV,     /* time and f0 of the voiced frames between commas: a time value layer of Sonic Visualiser */
    NEUME_PITCH_AS_SVL,    /* the same as a layer file */
    NEUME_PITCH_FORMATS
};

/* Writes a track to a file, which appears whole or not at all; "-" is standard output. rate: Hz, > 0, of the recording,
 * in whose samples a layer counts; `options`: as the track was found with, NULL: the defaults; `error` may be NULL.
 * ARGUMENT: the format, the rate or an option; NOT_FOUND (no such folder), PERMISSION, DIRECTORY, NO_SPACE, WRITE: the
 * file. */
NEUME_API enum neume_status neume_pitch_write(const struct neume_pitch_track *track, enum neume_pitch_format format,
                                              double rate, const struct neume_pitch_options *options, const char *path,
                                              struct neume_error *error);

/* The same to *bytes [*size], which a 0 follows, to be freed by neume_free(); NULL after a failure. ARGUMENT, MEMORY.
 */
NEUME_API enum neume_status neume_pitch_write_memory(const struct neume_pitch_track *track,
                                                     enum neume_pitch_format format, double rate,
                                                     const struct neume_pitch_options *options, char **bytes,
                                                     size_t *size, struct neume_error *error);

NEUME_END_DECLS

#endif
