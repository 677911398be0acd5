/* SPDX-License-Identifier: MIT
 *
 * What the writers of formats write. */
#ifndef NEUME_API_FORMAT_BASE_H
#define NEUME_API_FORMAT_BASE_H

#include <stddef.h>
#include <stdio.h>

#include "midi/file/smf.h"
#include "neume/format.h"

struct neume_music {
    const struct neume_notes *notes; /* sorted, */
    const struct neume_smf *smf;     /* and the same as a MIDI file; each NULL where the format has no use for it */
    const char *title;               /* or NULL */
    double duration;                 /* seconds of the recording; 0: up to the last note */
    double sample_rate;              /* Hz; 0: 44100. A layer of Sonic Visualiser counts in samples */
    size_t left_out;                 /* set by the writers: events or hits that the format has no place for */
};

#endif
