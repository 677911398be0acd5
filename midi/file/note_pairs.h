/* SPDX-License-Identifier: MIT
 *
 * Which note-off ends which note: the one rule by which all of neume reads the notes of a MIDI file.
 *
 * Open notes are counted for each track, channel and key. A note-off ends the oldest that is open there, first in,
 * first out, whatever the order of the two on one tick; where none is open it is stray, and ends nothing. So notes of
 * one key may overlap, and two tracks that share a channel (the staves of a piano) end their own notes only. All sound
 * off, all notes off and the mode messages (CC 120, 123 to 127) end what is open on their channel, in every track of
 * their port. What nobody ends, ends with its track. */
#ifndef NEUME_MIDI_FILE_NOTE_PAIRS_H
#define NEUME_MIDI_FILE_NOTE_PAIRS_H

#include "midi/file/smf.h"

#define NEUME_NO_EVENT UINT32_MAX /* the place of an event that there is not */
#define NEUME_NO_PAIR  UINT32_MAX

enum neume_pair_end {
    NEUME_PAIR_NOTE_OFF,   /* off_event is its note-off */
    NEUME_PAIR_CONTROLLER, /* all notes off and its like */
    NEUME_PAIR_HANGING     /* nobody ends it: `off` is the end of its track */
};

struct neume_note_pair {
    uint64_t on, off;   /* ticks, on <= off */
    uint32_t track;     /* of both events */
    uint32_t on_event;  /* place in the track */
    uint32_t off_event; /* place in the track, or NEUME_NO_EVENT */
    uint32_t next;      /* the next pair that the same controller ends, or NEUME_NO_PAIR */
    uint8_t end;        /* of enum neume_pair_end */
    uint8_t channel;    /* 0..15 */
    uint8_t pitch;      /* 0..127 */
    uint8_t velocity;   /* 1..127 */
    uint8_t port;       /* 0..127, of its track when it was struck */
    uint8_t drum;       /* 1: its channel was drums then, by channel_state.h */
};

struct neume_note_pairs {
    struct neume_note_pair *pair; /* [count], by track, then on_event */
    size_t count;
    uint32_t **of_event; /* [track_count][events of the track]: the pair that a note-on begins, that a note-off ends, or
                          * the first of those that a controller ends; else NEUME_NO_PAIR */
    size_t track_count;
};

/* Fills `pairs`; release it in any case. UNSUPPORTED: format 2 with several tracks. */
enum neume_status neume_note_pairs_init(struct neume_note_pairs *pairs, const struct neume_smf *smf);
void neume_note_pairs_release(struct neume_note_pairs *pairs);

/* Bit c: channel c has drums, on any port; channel 10 too where it has no other notes. */
unsigned neume_drum_channels(const struct neume_note_pairs *pairs);

static inline int neume_smf_is_note_on(const struct neume_smf_event *e)
{
    return (e->status & 0xF0) == NEUME_MIDI_NOTE_ON && e->data[1];
}

/* A note-on of velocity 0 is one. */
static inline int neume_smf_is_note_off(const struct neume_smf_event *e)
{
    return (e->status & 0xF0) == NEUME_MIDI_NOTE_OFF || ((e->status & 0xF0) == NEUME_MIDI_NOTE_ON && !e->data[1]);
}

/* CC 120 and 123 to 127. */
static inline int neume_smf_ends_all_notes(const struct neume_smf_event *e)
{
    return (e->status & 0xF0) == NEUME_MIDI_CONTROL && (e->data[0] == 120 || e->data[0] >= 123);
}

/* The port 0..127 that a port meta event names, or -1. */
static inline int neume_smf_port(const struct neume_smf *smf, const struct neume_smf_event *e)
{
    return neume_smf_is_meta(e, NEUME_META_PORT) && e->size ? smf->bytes[e->at] & 0x7F : -1;
}

#endif
