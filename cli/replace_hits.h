/* SPDX-License-Identifier: MIT
 *
 * The drum hits of a recording, for the command replace. */
#ifndef NEUME_CLI_REPLACE_HITS_H
#define NEUME_CLI_REPLACE_HITS_H

#include <stddef.h>

#include "cli/exit.h"
#include "midi/replace.h"
#include "neume/neume.h"

struct cli_hits {
    struct neume_replace_hit *hit; /* [count], in order of time */
    size_t count;
};

/* The channel-10 notes of a MIDI file, or where `midi` is NULL what the library's drums mode hears in the recording at
 * `path`, which messages call `name`. `rate`: Hz, of the frames. Says what failed. Release in any case. */
enum cli_exit neume_cli_hits_find(struct cli_hits *hits, const char *name, const char *path, const char *midi,
                                  double sensitivity, int rate, neume_progress_fn progress, void *user);
void neume_cli_hits_release(struct cli_hits *hits);

/* Moves each hit to the attack in the waveform that is nearest, to about a millisecond; not by more than 10 ms, nor
 * over half the way to the next hit of its key. */
enum neume_status neume_cli_hits_align(struct cli_hits *hits, const char *path, neume_progress_fn progress, void *user);

/* Ranks the hits of each drum by how bright they sound, from 1 to 127, for their `timbre`. */
enum neume_status neume_cli_hits_rank(struct cli_hits *hits, const char *path);

#endif
