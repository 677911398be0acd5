/* SPDX-License-Identifier: MIT */
#include "midi/roll/roll_score.h"

#include "tests/midi/roll/roll_song.h"

static void test_score(void **state)
{
    struct neume_roll_score score;
    (void)state;
    make_score(&score);
    assert_int_equal(score.note_count, 5);
    assert_int_equal(score.part_count, 2);
    assert_string_equal(score.part[0].name, "Fl\303\274gel"); /* Latin-1 became UTF-8 */
    assert_int_equal(score.part[0].program, 5);
    assert_int_equal(score.part[1].drum, 1);
    assert_string_equal(score.part[1].name, "Drums");
    assert_float_equal(score.end, 10, 1e-4);
    assert_float_equal(neume_roll_bar_time(&score, 2, 1), 3, 1e-4);
    assert_float_equal(neume_roll_bar_time(&score, 2, 3), 5, 1e-4);
    assert_float_equal(neume_roll_bar_time(&score, 3, 1), 6, 1e-4);
    assert_float_equal(neume_roll_bar_time(&score, 4, 4), 9.5, 1e-4);
    assert_float_equal(neume_roll_bar_time(&score, 2, 4), -1, 0); /* 3/4 has no fourth beat */
    assert_float_equal(neume_roll_bar_time(&score, 99, 1), -1, 0);
    assert_string_equal(score.tempo[1].text, "120 BPM");
    assert_string_equal(score.meter[0].text, "3/4");
    assert_string_equal(score.marker[0].text, "Verse");
    assert_int_equal(score.curve_count, 1);
    assert_int_equal(score.curve[0].lane, 64);
    assert_true(score.curve[0].moves);
    assert_float_equal(neume_roll_value(&score.curve[0], 2.9), 0, 0);
    assert_float_equal(neume_roll_value(&score.curve[0], 3), 127, 0);
    assert_float_equal(neume_roll_value(&score.curve[0], 7), 0, 0);
    neume_roll_score_release(&score);
    neume_roll_score_release(&score);
    neume_roll_score_release(NULL);
}

/* What files do that no sequencer would. */
static void test_odd_notes(void **state)
{
    struct neume_smf smf;
    struct neume_roll_score score;
    (void)state;
    neume_smf_init(&smf);
    assert_ok(neume_smf_add_track(&smf));
    note(&smf, 0, 0, 0, 0, 60, 80);                 /* struck again while it sounds */
    note(&smf, 0, QUARTER, 2 * QUARTER, 0, 60, 80); /* whose note-off is the first's */
    note(&smf, 0, 2 * QUARTER, 0, 0, 64, 80);       /* never ended: ends with its track */
    note(&smf, 0, 2 * QUARTER, 0, 1, 65, 80);       /* all notes off */
    control(&smf, 0, 3 * QUARTER, 1, 123, 0);       /* */
    assert_ok(neume_smf_add_message(&smf, 0, 3 * QUARTER, NEUME_MIDI_NOTE_OFF, 99, 0)); /* nothing to end */
    assert_ok(neume_smf_end_track(&smf, 0, 8 * QUARTER));
    assert_ok(neume_roll_score_init(&score, &smf));
    assert_int_equal(score.note_count, 4);
    assert_int_equal(score.part_count, 2); /* the channels of the only track */
    assert_string_equal(score.part[0].name, "Channel 1");
    assert_float_equal(score.note[0].off, 1, 1e-4);
    assert_float_equal(score.note[1].off, 4, 1e-4);
    assert_float_equal(score.note[2].off, 4, 1e-4);
    assert_int_equal(score.note[2].hanging, 1);
    assert_float_equal(score.note[3].off, 1.5, 1e-4);
    assert_int_equal(score.hanging, 2);
    assert_int_equal(score.overlapped, 1);
    assert_int_equal(score.timed, 0);
    neume_roll_score_release(&score);
    neume_smf_release(&smf);
}

/* An MPE zone is one part, and its bends reach as far as its range. */
static void test_mpe(void **state)
{
    struct neume_smf smf;
    struct neume_roll_score score;
    (void)state;
    neume_smf_init(&smf);
    assert_ok(neume_smf_add_track(&smf));
    control(&smf, 0, 0, 0, 101, 0);
    control(&smf, 0, 0, 0, 100, 6);
    control(&smf, 0, 0, 0, 6, 15);
    assert_ok(neume_smf_add_message(&smf, 0, 0, NEUME_MIDI_NOTE_ON | 1, 60, 80));
    assert_ok(neume_smf_add_message(&smf, 0, 0, NEUME_MIDI_NOTE_ON | 9, 64, 80)); /* a member: no drum */
    assert_ok(neume_smf_add_message(&smf, 0, QUARTER / 2, NEUME_MIDI_BEND | 1, 0, 80));
    assert_ok(neume_smf_add_message(&smf, 0, QUARTER, NEUME_MIDI_NOTE_OFF | 1, 60, 0));
    assert_ok(neume_smf_add_message(&smf, 0, QUARTER, NEUME_MIDI_NOTE_OFF | 9, 64, 0));
    assert_ok(neume_smf_end_track(&smf, 0, QUARTER));
    assert_ok(neume_roll_score_init(&score, &smf));
    assert_int_equal(score.part_count, 1);
    assert_int_equal(score.part[0].drum, 0);
    assert_int_equal(score.bend_range, 12); /* (80 * 128 - 8192) / 8192 of 48 semitones */
    assert_true(score.note[0].bend != NEUME_ROLL_NO_CURVE);
    assert_true(score.note[1].bend == NEUME_ROLL_NO_CURVE);
    neume_roll_score_release(&score);
    neume_smf_release(&smf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_score),
        cmocka_unit_test(test_odd_notes),
        cmocka_unit_test(test_mpe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
