/* SPDX-License-Identifier: MIT */
#ifndef NEUME_PEDAL_H
#define NEUME_PEDAL_H

#include <stddef.h>

#include "neume/note.h"
#include "neume/status.h"

NEUME_BEGIN_DECLS

/* Once that the sustain pedal is down. */
struct neume_pedal {
    double down; /* seconds, >= 0 */
    double up;   /* seconds, > down */
};

/* All of them in a recording, in order, none over another. Zeroed is empty and valid. */
struct neume_pedals {
    struct neume_pedal *pedal; /* [count] */
    size_t count;              /* of pedals */
};

/* Finds the sustain pedal by the pitched notes of a piano, sorted, whose offsets are where they cease to sound. *pedals
 * is overwritten; release it. MEMORY leaves it empty. */
NEUME_API enum neume_status neume_pedals_find(struct neume_pedals *pedals, const struct neume_notes *notes);

/* Frees what the list holds and leaves it empty. Takes NULL. */
NEUME_API void neume_pedals_release(struct neume_pedals *pedals);

NEUME_END_DECLS

#endif
