/* SPDX-License-Identifier: MIT
 *
 * A recording as a roll shows it under the notes. */
#ifndef NEUME_API_RENDER_ROLL_RECORDING_H
#define NEUME_API_RENDER_ROLL_RECORDING_H

#include "midi/roll/roll_base.h"
#include "neume/neume.h"

/* What `view` points to. Zeroed is empty. */
struct neume_roll_recording {
    struct neume_roll_sound view;
    uint8_t *level, *peak;
    double duration; /* seconds */
};

/* Columns at most: of a picture, and of a page, which holds them all. */
enum { NEUME_ROLL_COLUMNS = 65536, NEUME_ROLL_PAGE_COLUMNS = 16384 };

/* Reads the recording once: a column every 23 ms, of longer recordings every 46, 93, ... so that there are at most
 * `most`, a power of two from 1024 on. Levels span 54 dB. The statuses of neume_source_open(); CANCELLED. Release it in
 * any case. */
enum neume_status neume_roll_recording_init(struct neume_roll_recording *recording, const struct neume_sound *sound,
                                            size_t most, neume_progress_fn progress, void *user);
void neume_roll_recording_release(struct neume_roll_recording *sound);

#endif
