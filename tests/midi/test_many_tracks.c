/* SPDX-License-Identifier: MIT
 *
 * As many tracks as a file can have: what is made of them grows with their events, and not with their square. */
#include <stdio.h>

#include "midi/file/note_pairs.h"
#include "midi/file/smf.h"
#include "midi/notation/musicxml.h"
#include "midi/roll/roll_score.h"
#include "tests/support/support.h"

enum { MOST = 65535, DIVISION = 96 };

static void add(struct neume_smf *smf, size_t track, uint64_t tick, int status, int a, int b)
{
    assert_ok(neume_smf_add_message(smf, track, tick, status, a, b));
}

/* A note of one quarter in each track, bent once, the channels in turn. */
static void make_wide(struct neume_smf *smf, size_t tracks)
{
    neume_smf_init(smf);
    smf->division = DIVISION;
    for (size_t t = 0; t < tracks; t++) {
        int channel = (int)(t % 16);
        assert_ok(neume_smf_add_track(smf));
        add(smf, t, 0, NEUME_MIDI_NOTE_ON | channel, 60, 64);
        add(smf, t, 1 + t / 16, NEUME_MIDI_BEND | channel, 0, (int)(t % 64));
        add(smf, t, 5000, NEUME_MIDI_NOTE_OFF | channel, 60, 0);
        assert_ok(neume_smf_end_track(smf, t, 5000));
    }
}

static void rolls_grow_with_the_events(void **state)
{
    struct neume_smf smf;
    struct neume_roll_score score;
    size_t points = 0;
    (void)state;
    make_wide(&smf, MOST);
    assert_ok(neume_roll_score_init(&score, &smf));
    assert_int_equal(score.part_count, MOST);
    assert_int_equal(score.note_count, MOST);
    assert_int_equal(score.curve_count, 16);
    for (size_t i = 0; i < score.curve_count; i++)
        points += score.curve[i].count;
    assert_true(points <= MOST);
    neume_roll_score_release(&score);
    neume_smf_release(&smf);
}

static void scores_are_written_or_refused(void **state)
{
    struct neume_smf smf;
    FILE *f = tmpfile();
    (void)state;
    assert_non_null(f);
    make_wide(&smf, MOST);
    assert_status(neume_musicxml_write_stream(&smf, "wide", f), NEUME_OK);
    assert_true(ftell(f) > MOST);
    neume_smf_release(&smf);
    /* 2000 parts of 1042 bars, each of which would be written */
    make_wide(&smf, 2000);
    assert_ok(neume_smf_add_track(&smf));
    add(&smf, 2000, 400000 - 1, NEUME_MIDI_NOTE_ON, 60, 64);
    add(&smf, 2000, 400000, NEUME_MIDI_NOTE_OFF, 60, 0);
    assert_ok(neume_smf_end_track(&smf, 2000, 400000));
    assert_status(neume_musicxml_write_stream(&smf, "wide", f), NEUME_ERR_UNSUPPORTED);
    neume_smf_release(&smf);
    fclose(f);
}

/* A controller that ends all notes ends those of every track on its port, once; what is struck later sounds on. */
static void all_notes_off_in_all_tracks(void **state)
{
    enum { TRACKS = 20000, ALL_NOTES_OFF = 123 };
    struct neume_smf smf;
    struct neume_note_pairs pairs;
    size_t ended = 0;
    (void)state;
    neume_smf_init(&smf);
    smf.division = DIVISION;
    for (size_t t = 0; t < TRACKS; t++) {
        assert_ok(neume_smf_add_track(&smf));
        add(&smf, t, 0, NEUME_MIDI_NOTE_ON, (int)(t % 128), 64);
        add(&smf, t, 10 + t, NEUME_MIDI_CONTROL, ALL_NOTES_OFF, 0);
        assert_ok(neume_smf_end_track(&smf, t, 10 + t));
    }
    assert_ok(neume_smf_add_track(&smf));
    add(&smf, TRACKS, 30000, NEUME_MIDI_NOTE_ON, 60, 64);
    assert_ok(neume_smf_end_track(&smf, TRACKS, 40000));
    assert_ok(neume_note_pairs_init(&pairs, &smf));
    assert_int_equal(pairs.count, TRACKS + 1);
    for (size_t i = 0; i < TRACKS; i++) {
        assert_int_equal(pairs.pair[i].end, NEUME_PAIR_CONTROLLER);
        assert_int_equal(pairs.pair[i].off, 10);
    }
    for (uint32_t n = pairs.of_event[0][1]; n != NEUME_NO_PAIR; n = pairs.pair[n].next)
        ended++;
    assert_int_equal(ended, TRACKS);
    assert_int_equal(pairs.pair[TRACKS].end, NEUME_PAIR_HANGING);
    assert_int_equal(pairs.pair[TRACKS].off, 40000);
    neume_note_pairs_release(&pairs);
    neume_smf_release(&smf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rolls_grow_with_the_events),
        cmocka_unit_test(scores_are_written_or_refused),
        cmocka_unit_test(all_notes_off_in_all_tracks),
    };
    return cmocka_run_group_tests_name("midi/many_tracks", tests, NULL, NULL);
}
