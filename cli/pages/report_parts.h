/* SPDX-License-Identifier: MIT
 *
 * The parts of a MIDI file that the page of `compare` can mute: a track of a file of format 1, a channel of one of
 * format 0. */
#ifndef NEUME_CLI_PAGES_REPORT_PARTS_H
#define NEUME_CLI_PAGES_REPORT_PARTS_H

#include "midi/file/smf.h"
#include "neume/note.h"

enum { CLI_PARTS_MOST = 6 }; /* each costs the page a sound of its own; what is beyond goes together in the last */

struct cli_part {
    char name[64]; /* UTF-8, as the file names the track; may be empty */
    int program;   /* General MIDI 0..127, the first that the part chooses; 0 where it chooses none */
    int drum;      /* 1 where all its notes are on channel 10 */
    int joined;    /* how many tracks or channels it stands for */
    struct neume_notes notes;
};

/* Zeroed is empty and valid to release. */
struct cli_parts {
    struct neume_smf smf; /* the whole file, with part p in track 1 + p and everything else in track 0 */
    struct cli_part part[CLI_PARTS_MOST];
    int count; /* 0 where there are no notes */
};

/* UNSUPPORTED: format 2 with several tracks; MEMORY. Release it also after a failure. */
enum neume_status neume_cli_parts_init(struct cli_parts *parts, const struct neume_smf *smf);
void neume_cli_parts_release(struct cli_parts *parts);

/* One note of each pitch that any part plays, in slots of CLI_BANK_SLOT seconds, part by part, each part's pitches
 * rising: the sounds of single notes. Fills an initialised `smf` and slot[part][pitch] (-1: none). Returns the number
 * of slots in *count, at most CLI_BANK_MOST. */
#define CLI_BANK_SLOT 1.0
enum { CLI_BANK_MOST = 300 };
enum neume_status neume_cli_parts_bank(const struct cli_parts *parts, struct neume_smf *smf,
                                       short slot[CLI_PARTS_MOST][128], int *count);

#endif
