/* SPDX-License-Identifier: MIT */
#ifndef NEUME_INSTRUMENT_H
#define NEUME_INSTRUMENT_H

#include "neume/error.h"
#include "neume/note.h"
#include "neume/sound.h"
#include "neume/status.h"

NEUME_BEGIN_DECLS

/* What notes are played by. */
struct neume_instrument {
    const char *family; /* "piano", "guitar" ...; NULL where no note could be judged */
    int program;        /* General MIDI 1..128, one for each family; 0 likewise */
    double confidence;  /* 0..1: how much likelier it is than the other families; below 0.5 it is a guess */
};

/* Hears the pitched notes of a sound, at most 300 of them, as one instrument. `error` may be NULL. The statuses of
 * neume_transcribe(). On failure *instrument is empty. */
NEUME_API enum neume_status neume_instrument_find(const struct neume_sound *sound, const struct neume_notes *notes,
                                                  struct neume_instrument *instrument, struct neume_error *error);

/* neume_instrument_find() of a file. The same statuses. */
NEUME_API enum neume_status neume_instrument_find_file(const char *path, const struct neume_notes *notes,
                                                       struct neume_instrument *instrument);

NEUME_END_DECLS

#endif
