/* SPDX-License-Identifier: MIT
 *
 * The notes of a MIDI file with links back to their events: what the edits of midi/edit/edit.h work on. */
#ifndef NEUME_MIDI_EDIT_EDIT_VIEW_H
#define NEUME_MIDI_EDIT_EDIT_VIEW_H

#include "midi/edit/edit_base.h"
#include "midi/file/bar_map.h"
#include "midi/file/note_pairs.h"
#include "midi/file/tempo_map.h"

#define NEUME_EDIT_NO_EVENT NEUME_NO_EVENT

/* What an edit may change of a note. */
struct neume_edit_state {
    uint64_t on, off; /* ticks */
    uint8_t channel;  /* 0..15 */
    uint8_t pitch, velocity;
};

struct neume_edit_note {
    struct neume_edit_state is, was;
    uint32_t track;
    uint32_t on_event;  /* its place in the track */
    uint32_t off_event; /* NEUME_EDIT_NO_EVENT: no note-off ends it, but a controller or the end of the track */
    uint8_t dropped;
    uint8_t drum; /* 1: struck on a channel of drums */
};

struct neume_edit_view {
    const struct neume_smf *smf;    /* whose tracks are edited */
    struct neume_edit_note *note;   /* [count], by track, then place of the note-on */
    struct neume_edit_note **order; /* [count], by is.on as neume_edit_view_sort() left it */
    size_t count;
    struct neume_tempo_map tempo;
    struct neume_bar_map bars; /* empty with a SMPTE division */
    uint8_t key_map[16][128];  /* [channel][pitch]: where other messages about a key go; 0xFF: dropped */
    int channel_map[16];       /* where the messages of a channel go */
    unsigned drum_channels;    /* bit c: channel c has drums, or is channel 10 and has no other notes */
    struct neume_edit_report report;
};

/* UNSUPPORTED: format 2 with several tracks. Release also after a failure. */
enum neume_status neume_edit_view_init(struct neume_edit_view *view, const struct neume_smf *smf);
void neume_edit_view_release(struct neume_edit_view *view);

/* neume_drum_channels() of a file. */
enum neume_status neume_edit_drum_channels(const struct neume_smf *smf, unsigned *channels);

/* `order` by onset now; dropped notes last. */
void neume_edit_view_sort(struct neume_edit_view *view);

/* `order` by track, channel and pitch now, then onset; dropped notes last. */
void neume_edit_view_sort_keys(struct neume_edit_view *view);

/* How many notes are left; they come first in `order` after sorting. */
size_t neume_edit_view_left(const struct neume_edit_view *view);

/* Moves the onset by `delta` ticks, not below 0, and the end with it; the length stays, and is at least 1. */
void neume_edit_shift(struct neume_edit_note *note, int64_t delta);

/* Sets the end, at least a tick after the onset; not of a note that nobody ends. */
void neume_edit_set_off(struct neume_edit_note *note, uint64_t off);

void neume_edit_drop(struct neume_edit_view *view, struct neume_edit_note *note);

static inline int neume_edit_is_drum(const struct neume_edit_note *note)
{
    return note->drum;
}

/* Mends overlaps, and writes the notes back into the events. The view's links are void afterwards. */
enum neume_status neume_edit_view_commit(struct neume_edit_view *view);

/* Where an event goes. Among equal ticks the lower rank comes first, then the lower index. */
struct neume_edit_place {
    uint64_t tick;
    uint32_t index; /* where it is now */
    uint8_t rank;   /* 0: moved here and first, 1: not moved, 2: moved here and last */
    uint8_t drop;
};

/* place[count], by index, of all events of the track; it is sorted. End Of Track comes last whatever its place says, at
 * the tick of the last event or later. */
enum neume_status neume_edit_rearrange(struct neume_smf_track *track, struct neume_edit_place *place);

#endif
