/* SPDX-License-Identifier: MIT
 *
 * The drum hits whose sounds are replaced. */
#ifndef NEUME_RENDER_REPLACE_REPLACE_HITS_H
#define NEUME_RENDER_REPLACE_REPLACE_HITS_H

#include <stddef.h>

#include "neume/neume.h"
#include "render/replace/replace_base.h"

struct neume_replace_hits {
    struct neume_replace_hit *hit; /* [count], in order of time */
    size_t count;
};

/* The drum hits among notes in seconds; `rate`: Hz, of the frames. Release in any case. MEMORY. */
enum neume_status neume_replace_hits_take(struct neume_replace_hits *hits, const struct neume_notes *notes, int rate);

/* Those of channel 10 of a MIDI file, whose keys `map` plays. *left_out: neume_midi_read()'s; or NULL; *repairs: of
 * enum neume_smf_repair. */
enum neume_status neume_replace_hits_read(struct neume_replace_hits *hits, const char *midi,
                                          const struct neume_drum_map *map, int rate, size_t *left_out,
                                          unsigned *repairs);
void neume_replace_hits_release(struct neume_replace_hits *hits);

/* Moves each hit to the attack in the waveform that is nearest, to about a millisecond; not by more than 10 ms, nor
 * over half the way to the next hit of its key. */
enum neume_status neume_replace_hits_align(struct neume_replace_hits *hits, const struct neume_sound *sound,
                                           neume_progress_fn progress, void *user);

/* Ranks the hits of each drum by how bright they sound, from 1 to 127, for their `timbre`. */
enum neume_status neume_replace_hits_rank(struct neume_replace_hits *hits, const struct neume_sound *sound);

#endif
