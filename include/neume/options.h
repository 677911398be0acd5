/* SPDX-License-Identifier: MIT */
#ifndef NEUME_OPTIONS_H
#define NEUME_OPTIONS_H

#include <stddef.h>

#include "neume/drum.h"
#include "neume/status.h"

NEUME_BEGIN_DECLS

/* What kind of music a recording is. */
enum neume_mode {
    NEUME_MODE_AUTO = 0, /* listen first, then choose one of the others */
    NEUME_MODE_MELODY,   /* one line: voice, winds, bowed strings, bass, lead guitar */
    NEUME_MODE_POLY,     /* several notes at a time */
    NEUME_MODE_DRUMS,    /* a drum kit */
    NEUME_MODE_MIX,      /* poly and drums at once */
    NEUME_MODE_COUNT
};

/* "auto", "melody", ...; never NULL, "?" outside the range. */
NEUME_API const char *neume_mode_name(enum neume_mode mode);

/* How much work a transcription may be. */
enum neume_quality {
    NEUME_QUALITY_BEST = 0,
    NEUME_QUALITY_FAST, /* a smaller network for polyphonic music: quicker, a little less accurate */
    NEUME_QUALITY_COUNT
};

/* "best", "fast"; never NULL, "?" outside the range. */
NEUME_API const char *neume_quality_name(enum neume_quality quality);

/* How many tracks the pitched notes of a song are for. */
enum neume_tracks {
    NEUME_TRACKS_AUTO = 0, /* as PARTS where the mode is mix, otherwise as ONE */
    NEUME_TRACKS_PARTS,    /* one for each part of the band, of which `part` of every note tells; not for melody */
    NEUME_TRACKS_ONE,      /* one, beside the drums */
    NEUME_TRACKS_COUNT
};

/* "auto", "parts", "one"; never NULL, "?" outside the range. */
NEUME_API const char *neume_tracks_name(enum neume_tracks tracks);

/* What a transcription can be told. Begins with its size, so that a later version may add to it; neume_options_init()
 * sets that and the defaults, which are those of the command line. */
struct neume_options {
    size_t size;                /* bytes; set by neume_options_init() */
    enum neume_mode mode;       /* default auto */
    int no_drums;               /* 1: the recording has none, so that auto chooses neither drums nor mix; default 0 */
    int min_pitch;              /* the lowest MIDI pitch, 0..max_pitch; default 21 (A0); not for drums */
    int max_pitch;              /* the highest, min_pitch..127; default 108 (C8) */
    double sensitivity;         /* 0..1: more notes towards 1; default 0.5 */
    double min_length;          /* seconds, 0..10: shorter pitched notes are dropped; default 0.05 */
    enum neume_quality quality; /* default best */
    int threads;                /* 1..64 that work on one recording, with the same result for any number; default 1 */
    double tuning;    /* Hz of A4 that a melody is rounded to, 400..480; 0 (the default): estimated, 427.5..452.9 */
    int bends;        /* 1: a pitch curve for each note of polyphonic music too; default 0. Melody always has them */
    int drum_classes; /* 3: kick, snare and hi-hat, other drums are left out; 5: folded to these, tom and cymbal (keys
                       * 36, 38, 42, 47, 49); 0 (the default): all that are told apart */
    double retrigger; /* seconds, 0..1: a hit this soon after another of its drum is none; default 0 */
    int drum_lengths; /* 0 (the default): hits are short; 1: open hi-hats and cymbals last as long as they ring, or to
                       * where they are choked, which is heard in a run of its own */
    double drum_sensitivity[NEUME_DRUM_COUNT]; /* -1..1, added to `sensitivity` for this drum, and their sum brought
                                                * into 0..1; default 0. Each further value takes another run */
    enum neume_tracks tracks;                  /* default auto */
};

/* Sets the size and the defaults. Never fails. */
NEUME_API void neume_options_init(struct neume_options *options);

/* NEUME_ERR_ARGUMENT where a value is outside the range above. */
NEUME_API enum neume_status neume_options_check(const struct neume_options *options);

NEUME_END_DECLS

#endif
