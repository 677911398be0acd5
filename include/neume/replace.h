/* SPDX-License-Identifier: MIT
 *
 * Of libneume_render: the drums of a recording replaced or doubled by samples. */
#ifndef NEUME_REPLACE_H
#define NEUME_REPLACE_H

#include <stddef.h>

#include "neume/drum.h"
#include "neume/error.h"
#include "neume/note.h"
#include "neume/options.h"
#include "neume/progress.h"
#include "neume/sound.h"

NEUME_BEGIN_DECLS

/* What to do. Begins with its size, so that a later version may add to it; neume_replacement_init() sets that and the
 * defaults. Borrows what it points to. */
struct neume_replacement {
    size_t size;          /* bytes; set by neume_replacement_init() */
    const char *kit;      /* the samples: a folder, an .sfz file, a Hydrogen or DrumGizmo kit, a SoundFont, a sound */
    const char *output;   /* the sound file to write, by its ending .wav, .flac, .aiff, .ogg, .opus or .mp3 */
    const char *midi;     /* a MIDI file whose channel 10 has the hits; NULL (the default): they are heard */
    const char *midi_out; /* a MIDI file to write the hits to that got a sample; NULL (the default): none */
    const char *stems;    /* a folder, made where it is missing, for a file of each drum and of the original; or NULL */
    const struct neume_drum_map *map;      /* the keys of both MIDI files; NULL (the default): General MIDI's */
    const struct neume_options *listening; /* how hits are heard, with mode drums; NULL (the default): the defaults */
    unsigned only;                         /* a bit for each enum neume_drum to replace; 0 (the default): all */
    double blend;                          /* 0..1: how far the original goes down: 0 doubles, 1 replaces; default 1 */
    double gain;                           /* dB, -24..24: how much louder than the original's drums; default 0 */
    unsigned seed;                         /* which of several samples alike a hit gets; default 1 */
    double humanize;                 /* seconds, 0..0.05: the largest shift of a hit by chance, either way; default 0 */
    double offset[NEUME_DRUM_COUNT]; /* seconds, -0.1..0.1: how much later each drum's samples come; default 0 */
    int min_velocity;                /* 1..127: softer hits stay as they are; default 1 */
    int by_timbre;              /* 1: the layer is chosen by how bright a hit sounds; 0 (the default): by velocity */
    int as_written;             /* 1: hits stay where they are; 0 (the default): each moves to its attack */
    int tail;                   /* 1: the last samples ring out beyond the end; default 0 */
    int bits;                   /* 16, 24 (the default), or 32 for float */
    int no_limit;               /* 1: what would clip is not turned down; default 0 */
    neume_progress_fn progress; /* or NULL (the default) */
    void *user;                 /* for `progress` */
    const char *audition; /* a folder, made where it is missing, for a file of each drum with its first three hits,
                           * before and after; or NULL (the default) */
    const struct neume_notes *hits; /* where `midi` is NULL, the drum hits in seconds, with General MIDI's keys; NULL
                                     * (the default): they are heard */
    int keep_parts; /* of neume_replace_sound(), 1: each drum and the original by themselves too; default 0 */
};

/* Sets the size and the defaults. Never fails. */
NEUME_RENDER_API void neume_replacement_init(struct neume_replacement *replacement);

/* What became of the hits. */
struct neume_replacement_report {
    size_t hits;                       /* that were found */
    size_t replaced[NEUME_DRUM_COUNT]; /* that got a sample, by enum neume_drum */
    size_t missing[NEUME_DRUM_COUNT];  /* for which the kit has none */
    size_t doubled;                    /* replaced ones whose original stayed for another drum's sake */
    size_t inverted;                   /* replaced ones whose sample was inverted */
    double correlation;                /* -1..1: the mean of original and sample over 15 ms */
    float peak;                        /* of the mix, before it was turned down; full scale is 1 */
    float turned_down;                 /* 0..1: the lowest gain where it would have clipped; 1: nowhere */
};

/* Finds the drum hits of a sound file and plays samples in their place. All files appear together or not at all.
 * `report`, `error` may be NULL. ARGUMENT: a value out of range, an output that is an input; the statuses of
 * neume_transcribe() for the recording, those of the kit (NOT_FOUND, EMPTY, FORMAT, SOUNDFONT ...) and of the MIDI
 * file; NOT_FOUND, PERMISSION, DIRECTORY, UNSUPPORTED, NO_SPACE, WRITE: an output; CANCELLED; MEMORY. */
NEUME_RENDER_API enum neume_status neume_replace_file(const char *recording,
                                                      const struct neume_replacement *replacement,
                                                      struct neume_replacement_report *report,
                                                      struct neume_error *error);

/* What neume_replace_sound() made, all of it [frames][channels], full scale 1. neume_replaced_release() frees it. */
struct neume_replaced {
    size_t frames;                 /* of each that is not NULL */
    int channels;                  /* of the recording */
    double rate;                   /* Hz, of the recording, in whole numbers */
    float *mix;                    /* what the file would hold */
    float *original;               /* with keep_parts: the recording with its drums turned down */
    float *drum[NEUME_DRUM_COUNT]; /* with keep_parts: the samples of each drum, NULL where none was replaced */
    struct neume_notes hits;       /* those that got a sample, in seconds, with General MIDI's keys */
};

/* The same of a sound, which may be samples in memory, to memory. Of `replacement` output, midi_out, stems and audition
 * are NULL, and `bits` does not count: the mix is float, and limited unless no_limit says otherwise. `report`, `error`
 * may be NULL. The statuses of neume_replace_file() that are of no output. On failure *replaced is empty. */
NEUME_RENDER_API enum neume_status neume_replace_sound(const struct neume_sound *recording,
                                                       const struct neume_replacement *replacement,
                                                       struct neume_replaced *replaced,
                                                       struct neume_replacement_report *report,
                                                       struct neume_error *error);

/* Frees what it holds and leaves it empty. Takes NULL. */
NEUME_RENDER_API void neume_replaced_release(struct neume_replaced *replaced);

NEUME_END_DECLS

#endif
