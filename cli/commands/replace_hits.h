/* SPDX-License-Identifier: MIT
 *
 * The drum hits of a recording, for the command replace. */
#ifndef NEUME_CLI_COMMANDS_REPLACE_HITS_H
#define NEUME_CLI_COMMANDS_REPLACE_HITS_H

#include <stddef.h>

#include "cli/io/exit.h"
#include "neume/neume.h"
#include "render/replace/replace.h"

struct cli_hits {
    struct neume_replace_hit *hit; /* [count], in order of time */
    size_t count;
};

/* Where the hits come from. */
struct cli_hits_source {
    const char *name, *path;             /* the recording: in messages, and to open */
    const struct neume_options *options; /* to listen to it with */
    const char *midi;                    /* or the channel-10 notes of this MIDI file, where it is not NULL, */
    const struct neume_drum_map *map;    /* whose keys this map plays */
    int rate;                            /* Hz, of the frames */
};

/* Says what failed. Release in any case. */
enum cli_exit neume_cli_hits_find(struct cli_hits *hits, const struct cli_hits_source *from, neume_progress_fn progress,
                                  void *user);
void neume_cli_hits_release(struct cli_hits *hits);

/* Moves each hit to the attack in the waveform that is nearest, to about a millisecond; not by more than 10 ms, nor
 * over half the way to the next hit of its key. */
enum neume_status neume_cli_hits_align(struct cli_hits *hits, const char *path, neume_progress_fn progress, void *user);

/* Ranks the hits of each drum by how bright they sound, from 1 to 127, for their `timbre`. */
enum neume_status neume_cli_hits_rank(struct cli_hits *hits, const char *path);

#endif
