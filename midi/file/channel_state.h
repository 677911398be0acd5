/* SPDX-License-Identifier: MIT
 *
 * What the channels of a MIDI file are set to as it plays: the one state machine of the readers and the renderer.
 *
 * Drums: channel 10; where GS makes a channel a rhythm part; after XG System On, bank MSB 126 and 127 and the part
 * mode; after GM2 System On or in a file that names no standard, bank MSB 120 (121 takes them away). A bank holds from
 * the next program change on. Bends: RPN 0 in semitones and cents, 2 semitones where nothing sets it; data increment
 * and decrement by a cent (RP-018); a null or non-registered parameter takes data entry away; CC 121 centres the bend
 * and keeps the range (RP-015). MPE (RP-053): RPN 6 on channel 1 or 16 makes a zone, whose members bend by 48 semitones
 * and whose master bends all of them by 2 more, with or without RPN 0; RPN 0 on any member is for all; a member is not
 * drums. */
#ifndef NEUME_MIDI_FILE_CHANNEL_STATE_H
#define NEUME_MIDI_FILE_CHANNEL_STATE_H

#include "midi/file/smf.h"

enum { NEUME_MIDI_PORTS = 128 };

enum neume_midi_standard {
    NEUME_STANDARD_NONE, /* the file names none */
    NEUME_STANDARD_GM,
    NEUME_STANDARD_GM2,
    NEUME_STANDARD_GS,
    NEUME_STANDARD_XG
};

struct neume_channel {
    uint8_t bank_msb, bank_lsb;   /* as last sent; in effect with the next program change */
    uint8_t msb, lsb, program;    /* in effect */
    uint8_t drum;                 /* 1: its keys are drums; see neume_channel_is_drum() for members of a zone */
    uint8_t member;               /* 1: of an MPE zone */
    uint8_t master;               /* the channel 0..15 of its zone's master; of a member only */
    uint8_t pedal;                /* CC 64 */
    uint8_t soft;                 /* CC 67 */
    uint16_t parameter;           /* RPN 0..16383, NEUME_NO_PARAMETER, or NEUME_NRPN */
    uint16_t bend;                /* 0..16383, 8192 is the centre */
    uint8_t range_msb, range_lsb; /* of bends: semitones, cents */
    uint16_t fine, coarse;        /* RPN 1, 8192 is the centre; RPN 2, 64 is */
    uint8_t bends;                /* 1: a pitch bend was sent */
};

enum { NEUME_NO_PARAMETER = 0x3FFF, NEUME_NRPN = 0x4000 };

/* What an event did, and to which channels of its port. */
enum {
    NEUME_STATE_PITCH = 1, /* bend, range, tuning */
    NEUME_STATE_SOUND = 2, /* program, or drums or not */
    NEUME_STATE_RESET = 4, /* all channels of all ports are as at first */
    NEUME_STATE_VOLUME = 8 /* the master volume */
};

struct neume_state_change {
    unsigned what;
    uint16_t channels; /* bit c: channel c */
    int all_ports;     /* 1: on every port */
};

struct neume_channel_state {
    const struct neume_smf *smf;
    enum neume_midi_standard standard;
    double master_fine, master_coarse; /* cents, for all channels; the latter not for drums */
    double volume;                     /* 0..1, linear, of the master */
    uint8_t members[NEUME_MIDI_PORTS][2];
    struct neume_channel channel[NEUME_MIDI_PORTS][16];
};

/* Some 50 KiB; NULL without memory. `smf` is where system exclusive data lies. */
struct neume_channel_state *neume_channel_state_new(const struct neume_smf *smf);
void neume_channel_state_free(struct neume_channel_state *state);

/* Events in the order they sound; `port` 0..127. */
struct neume_state_change neume_channel_state_take(struct neume_channel_state *state, int port,
                                                   const struct neume_smf_event *event);

int neume_channel_is_drum(const struct neume_channel_state *state, int port, int channel);

/* Cents: of its own bend and, a member's, its master's. */
double neume_channel_bend(const struct neume_channel_state *state, int port, int channel);

/* Cents: fine and coarse tuning of the channel and of all. */
double neume_channel_tuning(const struct neume_channel_state *state, int port, int channel);

#endif
