/* SPDX-License-Identifier: MIT
 *
 * A recording as a roll shows it under the notes. */
#ifndef NEUME_CLI_PAGES_ROLL_SOUND_H
#define NEUME_CLI_PAGES_ROLL_SOUND_H

#include "midi/roll/roll_base.h"
#include "neume/neume.h"

/* What `view` points to. Zeroed is empty. */
struct cli_roll_sound {
    struct neume_roll_sound view;
    uint8_t *level, *peak;
    double duration; /* seconds */
};

/* Columns at most: of a picture, and of a page, which holds them all. */
enum { CLI_ROLL_COLUMNS = 65536, CLI_ROLL_PAGE_COLUMNS = 16384 };

/* Reads the recording once: a column every 23 ms, of longer recordings every 46, 93, ... so that there are at most
 * `most`, a power of two from 1024 on. Levels span 54 dB. The statuses of neume_source_open(); CANCELLED. Release it in
 * any case. */
enum neume_status neume_cli_roll_sound_init(struct cli_roll_sound *sound, const char *path, size_t most,
                                            neume_progress_fn progress, void *user);
void neume_cli_roll_sound_release(struct cli_roll_sound *sound);

#endif
