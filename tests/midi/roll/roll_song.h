/* SPDX-License-Identifier: MIT
 *
 * A short song to look at. */
#ifndef NEUME_TESTS_MIDI_ROLL_SONG_H
#define NEUME_TESTS_MIDI_ROLL_SONG_H

#include <string.h>

#include "midi/roll/roll_score.h"
#include "midi/roll/roll_score_base.h"
#include "tests/support/support.h"

enum { QUARTER = 480 };

static inline void note(struct neume_smf *smf, size_t track, uint64_t on, uint64_t off, int channel, int pitch,
                        int velocity)
{
    assert_ok(neume_smf_add_message(smf, track, on, NEUME_MIDI_NOTE_ON | channel, pitch, velocity));
    if (off > on)
        assert_ok(neume_smf_add_message(smf, track, off, NEUME_MIDI_NOTE_OFF | channel, pitch, 0));
}

static inline void control(struct neume_smf *smf, size_t track, uint64_t tick, int channel, int number, int value)
{
    assert_ok(neume_smf_add_message(smf, track, tick, NEUME_MIDI_CONTROL | channel, number, value));
}

/* 3/4 at 60 BPM, from bar 3 on 4/4 at 120: bars at 0, 3, 6, 8, 10 s. A piano on track 1, drums on track 2. */
static inline void make_song(struct neume_smf *smf)
{
    neume_smf_init(smf);
    for (int t = 0; t < 3; t++)
        assert_ok(neume_smf_add_track(smf));
    assert_ok(neume_smf_add_time_signature(smf, 0, 0, 3, 4));
    assert_ok(neume_smf_add_tempo(smf, 0, 0, 1000000));
    assert_ok(neume_smf_add_meta(smf, 0, 3 * QUARTER, 6, "Verse", 5));
    assert_ok(neume_smf_add_time_signature(smf, 0, 6 * QUARTER, 4, 4));
    assert_ok(neume_smf_add_tempo(smf, 0, 6 * QUARTER, 500000));
    assert_ok(neume_smf_add_meta(smf, 1, 0, NEUME_META_TRACK_NAME, "Fl\374gel", 6));
    assert_ok(neume_smf_add_message(smf, 1, 0, NEUME_MIDI_PROGRAM, 5, 0));
    note(smf, 1, 0, QUARTER, 0, 60, 1);
    note(smf, 1, QUARTER, 3 * QUARTER, 0, 72, 127);
    control(smf, 1, 3 * QUARTER, 0, 64, 127);
    control(smf, 1, 6 * QUARTER, 0, 64, 0);
    note(smf, 1, 6 * QUARTER, 14 * QUARTER, 0, 67, 64);
    note(smf, 2, 0, 60, 9, 36, 100);
    note(smf, 2, 6 * QUARTER, 6 * QUARTER + 60, 9, 38, 90);
    for (size_t t = 0; t < 3; t++)
        assert_ok(neume_smf_end_track(smf, t, 14 * QUARTER));
}

static inline void make_score(struct neume_roll_score *score)
{
    struct neume_smf smf;
    make_song(&smf);
    memset(score, 0, sizeof *score);
    assert_ok(neume_roll_score_init(score, &smf));
    neume_smf_release(&smf);
}

#endif
