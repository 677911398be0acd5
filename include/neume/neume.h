/* SPDX-License-Identifier: MIT
 *
 * neume: recordings to MIDI.
 *
 *     struct neume_options options;
 *     struct neume_notes notes;
 *     neume_options_init(&options);
 *     neume_notes_init(&notes);
 *     enum neume_status s = neume_transcribe_file("song.wav", &options, NULL, NULL, &notes, NULL);
 *     if (s == NEUME_OK)
 *         s = neume_notes_write_midi(&notes, "song.mid", NULL);
 *     if (s != NEUME_OK)
 *         fprintf(stderr, "%s\n", neume_status_text(s));
 *     neume_notes_release(&notes);
 *
 * Every function may be called from any thread; an object belongs to one thread at a time. */
#ifndef NEUME_NEUME_H
#define NEUME_NEUME_H

#include <stdint.h>

#include "neume/beat.h"
#include "neume/drum.h"
#include "neume/edit.h"
#include "neume/error.h"
#include "neume/export.h"
#include "neume/format.h"
#include "neume/instrument.h"
#include "neume/note.h"
#include "neume/onset.h"
#include "neume/options.h"
#include "neume/part.h"
#include "neume/pedal.h"
#include "neume/pitch.h"
#include "neume/progress.h"
#include "neume/sound.h"
#include "neume/status.h"

NEUME_BEGIN_DECLS

#define NEUME_VERSION_MAJOR 0 /* of the headers: until 1.0 the interface changes with MINOR */
#define NEUME_VERSION_MINOR 2 /* and the SONAME with both */
#define NEUME_VERSION_PATCH 0 /* of repairs */

/* "0.2.0", of the library that runs; never NULL. */
NEUME_API const char *neume_version(void);

/* "fftw" or "kiss": which FFT this library was built with (FFTW makes it GPL). */
NEUME_API const char *neume_fft_backend(void);

/* What a transcription noticed on the way. */
struct neume_report {
    enum neume_mode mode; /* what ran; not auto where the call succeeds */
    char reason[96];      /* why auto chose it, in a few words; empty where the mode was given */
    double confidence;    /* 0..1: how sure auto is of it; 1 where the mode was given */
    enum neume_mode next; /* what to try next where auto is less sure than 0.7; else auto */
    int no_music;         /* 1: auto heard speech or noise alone, and so wrote nothing; `mode` is what might fit best */
    double duration;      /* seconds of audio that were read */
    double sample_rate;   /* Hz, of the file */
    int channels;         /* of the file or the samples */
    float peak;           /* largest magnitude after mixing down; full scale is 1 */
    uint64_t bad_samples; /* samples that were NaN or infinite, taken as 0 */
    uint64_t clipped_samples; /* samples at full scale, in runs of three or more */
    int truncated;            /* 1 where the file ends before its header says so */
    double tuning;            /* melody: Hz of the A4 that the notes were rounded to; 0 for the other modes */
    double pitched; /* melody: share of the sounding time in which a pitch was surely heard, 1 where less than 3 s
                     * sound; 0 for the others */
    uint64_t silent_microphones; /* a bit for each of a take that is close to a drum and hears nothing over -80 dB */
};

/* Transcribes a sound. Memory does not grow with the length of a file, but for the notes themselves, which are appended
 * to `notes`, sorted; times are in seconds. `options` NULL: the defaults. progress, report, error: may be NULL.
 * NOT_FOUND, PERMISSION, DIRECTORY, READ, EMPTY, FORMAT, DAMAGED, UNSUPPORTED: the sound; ARGUMENT: the options, or
 * samples out of range; CANCELLED; MEMORY. On failure `notes` is as it was. */
NEUME_API enum neume_status neume_transcribe(const struct neume_sound *sound, const struct neume_options *options,
                                             neume_progress_fn progress, void *user, struct neume_notes *notes,
                                             struct neume_report *report, struct neume_error *error);

/* neume_transcribe() of a file. The same statuses. */
NEUME_API enum neume_status neume_transcribe_file(const char *path, const struct neume_options *options,
                                                  neume_progress_fn progress, void *user, struct neume_notes *notes,
                                                  struct neume_report *report);

/* neume_transcribe() of samples in memory: mono, samples[count], full scale 1, `rate` 4000..384000 Hz. EMPTY, ARGUMENT,
 * MEMORY. */
NEUME_API enum neume_status neume_transcribe_samples(const float *samples, size_t count, double rate,
                                                     const struct neume_options *options, struct neume_notes *notes,
                                                     struct neume_report *report);

/* One microphone of a take. */
struct neume_microphone {
    const char *path; /* a sound file */
    unsigned drums;   /* the drums that it is close to, as neume_drum_set() gives them; 0: overhead, room */
    double delay;     /* seconds, -3600..3600: where in the take the file begins; default 0 */
};

/* Transcribes the drums of one take from several files, which may differ in rate and length. A close microphone decides
 * about its own drums: their times and velocities are heard in it, and what bleeds into it from others is left out.
 * Other drums are heard in the mean of the microphones that are close to none; where there is none, only drums with a
 * microphone are written. Where no microphone is close to a drum this is the transcription of their mean.
 * count: 1..64. options->mode: auto or drums. *bad (or NULL): the microphone that a failure speaks of, or `count`.
 * The statuses of neume_transcribe_file(). */
NEUME_API enum neume_status neume_transcribe_microphones(const struct neume_microphone *microphone, size_t count,
                                                         const struct neume_options *options,
                                                         neume_progress_fn progress, void *user,
                                                         struct neume_notes *notes, struct neume_report *report,
                                                         size_t *bad);

NEUME_END_DECLS

#endif
