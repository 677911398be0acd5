/* SPDX-License-Identifier: MIT
 *
 * Of libneume_render: MIDI played into a sound file, and a recording compared with a MIDI file. Both play by FluidSynth
 * and a General MIDI SoundFont. */
#ifndef NEUME_RENDER_H
#define NEUME_RENDER_H

#include <stddef.h>

#include "neume/error.h"
#include "neume/neume.h"

NEUME_BEGIN_DECLS

/* Begins with its size, so that a later version may add to it. */
struct neume_play_options {
    size_t size;                /* set by neume_play_options_init() */
    const char *soundfont;      /* path of an .sf2 or .sf3; NULL (the default): one that is found on the system */
    double gain;                /* 0..10, linear; default 0.5 */
    double reverb;              /* 0..1; default 0 */
    double max_offset;          /* of a comparison: how far apart in time the two may be, 0..600 seconds; default 10 */
    neume_progress_fn progress; /* or NULL (the default) */
    void *user;                 /* for `progress` */
    int rate;                   /* Hz, 8000..96000, of what is rendered; default 44100 */
    int bits;                   /* of a rendered .wav, .aiff or .flac: 16 (the default), 24, or 32 for float */
    double length;              /* seconds, 0..86400: cut or padded to this; 0 (the default): as long as it sounds */
    const char
        *reference; /* of a comparison: a file of the true notes, of any kind that eval reads; NULL (the default) */
    const char *ab; /* of a comparison: a sound file to write for the ear, both in turns; NULL (the default): none */
    const char *ab_labels; /* and a label file of its turns for Audacity; NULL (the default): none */
    double ab_seconds;     /* 0.1..3600: the length of a turn; default 4 */
    int ab_sides;          /* 1: the recording left, the MIDI right, instead of turns; default 0 */
    int follow;            /* 1: the MIDI with velocities that follow the recording's loudness; default 0 */
    int track;             /* 0..: the notes of one track of the file alone; -1 (the default): of all */
    const struct neume_notes
        *reference_notes; /* of a comparison: the true notes, in seconds, where `reference` is NULL */
};

/* Sets the size and the defaults. Never fails. */
NEUME_RENDER_API void neume_play_options_init(struct neume_play_options *options);

/* FluidSynth has messages of its own, which go to standard error unless the program calls fluid_set_log_function().
 * This ends them for the whole process, whoever uses FluidSynth; neume leaves all other things that FluidSynth has but
 * once as they are. */
NEUME_RENDER_API void neume_render_silence(void);

/* Plays a MIDI file into a stereo sound file, whose ending says which kind: .wav, .flac, .aiff, .ogg, .opus
 * or .mp3. It appears whole or not at all. `options` NULL: the defaults; `error` may be NULL.
 * ARGUMENT: an option out of range. NOT_FOUND, PERMISSION, READ, EMPTY, FORMAT, DAMAGED: the MIDI file; NO_SOUNDFONT,
 * SOUNDFONT; UNSUPPORTED, NO_SPACE, WRITE: the sound file; CANCELLED; MEMORY. */
NEUME_RENDER_API enum neume_status neume_render_file(const char *midi, const char *sound,
                                                     const struct neume_play_options *options,
                                                     struct neume_error *error);

/* Plays a MIDI file into *stereo [*frames][2], float, full scale 1 and never clipped, at options->rate, to be freed by
 * neume_free(). `options` NULL: the defaults; `error` may be NULL. ARGUMENT: an option out of range, or a track that
 * the file does not have; UNSUPPORTED: format 2 with several tracks, or over 24 hours; NO_SOUNDFONT, SOUNDFONT;
 * CANCELLED; MEMORY. On failure *stereo is NULL. */
NEUME_RENDER_API enum neume_status neume_render_memory(const struct neume_smf *midi,
                                                       const struct neume_play_options *options, float **stereo,
                                                       size_t *frames, struct neume_error *error);

/* How alike a recording and a MIDI file are. */
struct neume_comparison {
    double offset;               /* seconds by which the MIDI is later; what follows is measured after that shift */
    double offset_confidence;    /* 0..1 */
    double onset_f;              /* 0..1: F of the onsets heard in both, within 50 ms */
    double chroma_similarity;    /* 0..1: 1 is the same harmony */
    double spectral_distance;    /* dB, 0: the same sound */
    double loudness_correlation; /* -1..1, of the loudness curves */
    double note_f;               /* 0..1: F of the MIDI's notes against those that neume hears in the recording */
    size_t missing;              /* places where a note may be missing in the MIDI */
    size_t extra;                /* places where it may have one too many */
    size_t misnamed;             /* hits that the two give to different drums */
    int other_music;             /* 1: the MIDI is not of this recording */
    char verdict[160];           /* one line that says so, or what one hears at once */
};

/* How the two differ at a place. */
enum neume_compare_place_kind {
    NEUME_PLACE_MISSING,  /* heard in the recording, not in the MIDI: a hint at a missed note */
    NEUME_PLACE_EXTRA,    /* heard in the MIDI only */
    NEUME_PLACE_SHIFTED,  /* in both, but not at the same time; with a reference only */
    NEUME_PLACE_MISNAMED, /* a hit in both, of different drums */
};

/* A place where the two differ, on the clock of the recording. */
struct neume_compare_place {
    double start;                       /* seconds */
    double end;                         /* seconds, > start */
    enum neume_compare_place_kind kind; /* how they differ */
    int pitch;                          /* MIDI pitch, or -1 if none is known */
    int drum;     /* of a hit that is missing or extra: 0 kick, 1 snare, 2 hi-hat, 3 tom, 4 cymbal, 5 other; else -1 */
    double score; /* 0..1, how much of the difference lies here; the list falls in it */
    char words[96]; /* "G4, 14 dB over the MIDI" */
};

/* Compares a recording with a MIDI file. `options` NULL: the defaults; `error` may be NULL. The statuses of
 * neume_transcribe() for the recording, and those of neume_render_file(). On failure *comparison is empty. */
NEUME_RENDER_API enum neume_status neume_compare_file(const char *recording, const char *midi,
                                                      const struct neume_play_options *options,
                                                      struct neume_comparison *comparison, struct neume_error *error);

/* neume_compare_file(), and the places that differ, the most different first, in *place [*count], to be freed by
 * neume_free(); with options->reference the verdicts are of its notes. The same statuses. On failure *place is NULL. */
NEUME_RENDER_API enum neume_status neume_compare_places(const char *recording, const char *midi,
                                                        const struct neume_play_options *options,
                                                        struct neume_comparison *comparison,
                                                        struct neume_compare_place **place, size_t *count,
                                                        struct neume_error *error);

/* The same of a sound, which may be samples in memory, and a MIDI file in memory, which stays as it is. `place` and
 * `count` may both be NULL. ARGUMENT: also a sound out of range. The same statuses. */
NEUME_RENDER_API enum neume_status
neume_compare_sound(const struct neume_sound *recording, const struct neume_smf *midi,
                    const struct neume_play_options *options, struct neume_comparison *comparison,
                    struct neume_compare_place **place, size_t *count, struct neume_error *error);

NEUME_END_DECLS

#endif
