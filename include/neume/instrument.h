/* SPDX-License-Identifier: MIT */
#ifndef NEUME_TIMBRE_H
#define NEUME_TIMBRE_H

#include "neume/note.h"
#include "neume/status.h"

NEUME_BEGIN_DECLS

/* What notes are played by. */
struct neume_instrument {
    const char *family; /* "piano", "guitar" ...; NULL where no note could be judged */
    int program;        /* General MIDI 1..128, one for each family; 0 likewise */
    double confidence;  /* 0..1: how much likelier it is than the other families; below 0.5 it is a guess */
};

/* Hears the pitched notes of a file, at most 300 of them, as one instrument. The statuses of neume_transcribe_file();
 * MEMORY. */
NEUME_API enum neume_status neume_instrument_find_file(const char *path, const struct neume_notes *notes,
                                                       struct neume_instrument *instrument);

NEUME_END_DECLS

#endif
