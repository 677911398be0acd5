/* SPDX-License-Identifier: MIT */
#ifndef NEUME_BEAT_H
#define NEUME_BEAT_H

#include <stddef.h>

#include "neume/error.h"
#include "neume/progress.h"
#include "neume/sound.h"
#include "neume/status.h"

NEUME_BEGIN_DECLS

/* One beat. */
struct neume_beat {
    double time; /* seconds */
    int number;  /* in its bar, from 1 */
    int metre;   /* beats in its bar, 2..7 */
};

/* Zeroed is empty and valid. */
struct neume_beats {
    struct neume_beat *beat; /* [count], times rising; none where there is no beat */
    size_t count;            /* of beats */
    int metre;               /* of most bars; 0 where there is no beat */
    int division;            /* 2 or 3: what most beats are divided by; 6/8 has two beats of 3 */
    double tempo;            /* beats a minute, the median; 0 where there is no beat */
    double confidence;       /* 0..1: how well beats explain what begins when; below 0.5 there is no beat */
    double half;             /* 0..1: how likely it is that every second of these is the beat, */
    double twice;            /* that it is twice as fast, */
    double third;            /* that every third of these is the beat, */
    double triple; /* and that it is three times as fast; the rest, up to 1, is how likely these are the beats */
};

/* Frees what it holds and leaves it empty. Takes NULL. */
NEUME_API void neume_beats_release(struct neume_beats *beats);

/* The beats of a sound, in seconds; none where there is no beat. What `beats` holds is not released first. progress,
 * error: may be NULL. The statuses of neume_transcribe(). On failure `beats` is empty. */
NEUME_API enum neume_status neume_beats_find(const struct neume_sound *sound, neume_progress_fn progress, void *user,
                                             struct neume_beats *beats, struct neume_error *error);

/* neume_beats_find() of a file. The same statuses. */
NEUME_API enum neume_status neume_beats_find_file(const char *path, struct neume_beats *beats);

NEUME_END_DECLS

#endif
