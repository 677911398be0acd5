/* SPDX-License-Identifier: MIT
 *
 * Small scores written as text, for the tests of the edits: each note "on-off pitch velocity", with ";" between notes.
 */
#ifndef NEUME_TESTS_EDIT_SCORE_H
#define NEUME_TESTS_EDIT_SCORE_H

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "midi/edit/edit_base.h"
#include "midi/edit/edit_view.h"
#include "tests/support/support.h"

#define SCORE_DIVISION 480

/* Tables of options say first that nothing is edited, and then what is after all. */
#pragma GCC diagnostic ignored "-Woverride-init"
#define NO_EDITS                                                                                              \
    .size = sizeof(struct neume_edit_options), .merge_repeats = -1, .strength = 1, .swing = 0.5, .window = 1, \
    .window_ticks = -1, .groove_velocity = 1

static int by_score_order(const void *a, const void *b)
{
    const struct neume_smf_event *x = a, *y = b;
    int x_on = (x->status & 0xF0) == NEUME_MIDI_NOTE_ON, y_on = (y->status & 0xF0) == NEUME_MIDI_NOTE_ON;
    if (x->tick != y->tick)
        return x->tick < y->tick ? -1 : 1;
    return x_on != y_on ? x_on - y_on : x->data[0] - y->data[0];
}

/* A track of notes on a channel 0..15. */
static inline void score_add(struct neume_smf *smf, int channel, const char *text)
{
    size_t t = smf->track_count;
    uint64_t end = 0;
    unsigned on, off, pitch, velocity;
    int used;
    assert_ok(neume_smf_add_track(smf));
    for (; sscanf(text, " %u-%u %u %u%n", &on, &off, &pitch, &velocity, &used) == 4; text += *text == ';') {
        text += used;
        assert_ok(neume_smf_add_message(smf, t, on, NEUME_MIDI_NOTE_ON | channel, (int)pitch, (int)velocity));
        assert_ok(neume_smf_add_message(smf, t, off, NEUME_MIDI_NOTE_OFF | channel, (int)pitch, 64));
        end = off > end ? off : end;
    }
    if (smf->track[t].count)
        qsort(smf->track[t].event, smf->track[t].count, sizeof *smf->track[t].event, by_score_order);
    assert_ok(neume_smf_end_track(smf, t, end));
}

static inline void score_make(struct neume_smf *smf, const char *text)
{
    neume_smf_release(smf);
    smf->division = SCORE_DIVISION;
    score_add(smf, 0, text);
}

/* The notes of a track as text again, by onset, then pitch; good until the next call. */
static inline const char *score_text(struct neume_smf *smf, uint32_t track)
{
    static char text[4096];
    struct neume_edit_view v;
    size_t used = 0;
    assert_ok(neume_edit_view_init(&v, smf));
    neume_edit_view_sort(&v);
    *text = 0;
    for (size_t i = 0; i < v.count && used < sizeof text - 64; i++) {
        const struct neume_edit_note *n = v.order[i];
        if (n->track == track)
            used += (size_t)snprintf(text + used, sizeof text - used, "%s%" PRIu64 "-%" PRIu64 " %d %d",
                                     used ? "; " : "", n->is.on, n->is.off, n->is.pitch, n->is.velocity);
    }
    neume_edit_view_release(&v);
    return text;
}

#endif
