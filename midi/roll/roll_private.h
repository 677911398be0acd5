/* SPDX-License-Identifier: MIT
 *
 * What the parts of the roll's reader share. */
#ifndef NEUME_MIDI_ROLL_ROLL_PRIVATE_H
#define NEUME_MIDI_ROLL_ROLL_PRIVATE_H

#include "midi/file/channel_state.h"
#include "midi/file/note_pairs.h"
#include "midi/file/tempo_map.h"
#include "midi/roll/roll_score_base.h"

/* One channel of one track. */
struct neume_roll_slot {
    uint32_t curve[NEUME_ROLL_PRESSURE + 1];
};

struct neume_roll_reader {
    struct neume_roll_score *score;
    const struct neume_smf *smf;
    struct neume_tempo_map tempo;
    struct neume_note_pairs pairs;
    struct neume_channel_state *state;
    uint8_t *port;             /* [tracks] */
    struct neume_smf_ref *ref; /* [ref_count] */
    size_t ref_count;
    struct neume_roll_slot **slot; /* [tracks * 16], made when used */
    uint32_t *part_of;             /* [tracks * 16]; UINT32_MAX: no notes */
    uint8_t *seen;                 /* [tracks * 16]: bit 0 a volume, bit 1 a pan */
    unsigned mpe;                  /* bit c: channel c is a member of an MPE zone */
};

#endif
