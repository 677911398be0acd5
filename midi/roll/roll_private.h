/* SPDX-License-Identifier: MIT
 *
 * What the parts of the roll's reader share. */
#ifndef NEUME_MIDI_ROLL_ROLL_PRIVATE_H
#define NEUME_MIDI_ROLL_ROLL_PRIVATE_H

#include "midi/file/channel_state.h"
#include "midi/file/note_pairs.h"
#include "midi/file/tempo_map.h"
#include "midi/roll/roll_score_base.h"

struct neume_roll_reader {
    struct neume_roll_score *score;
    const struct neume_smf *smf;
    struct neume_tempo_map tempo;
    struct neume_note_pairs pairs;
    struct neume_channel_state *state;
    uint8_t *port;             /* [tracks]: in force where the reading is */
    struct neume_smf_ref *ref; /* [ref_count] */
    size_t ref_count;
    uint32_t *curve_of;      /* [tracks * 16]: the first of its curves, or NO_CURVE */
    uint32_t *part_of;       /* [tracks * 16]; UINT32_MAX: no notes */
    uint32_t first_part[16]; /* of each channel, in the order of the tracks; UINT32_MAX: no notes */
    uint8_t *seen;           /* [tracks * 16]: bit 0 a volume, bit 1 a pan */
    unsigned mpe;            /* bit c: channel c is a member of an MPE zone */
    /* Bends are of a port's channel, whatever its tracks; NO_CURVE where nothing was bent. */
    uint32_t bend_of[NEUME_MIDI_PORTS][16];
    uint32_t bend_part[NEUME_MIDI_PORTS][16]; /* the first part that plays there; UINT32_MAX: none */
    uint8_t *home_port;                       /* [tracks]: the first that it names, else 0 */
};

#endif
