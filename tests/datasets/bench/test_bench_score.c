/* SPDX-License-Identifier: MIT */
#include "datasets/bench/score.h"

#include <math.h>

#include "datasets/bench/count_timing.h"
#include "tests/support/support.h"

static void add_note(struct neume_truth *t, double onset, double offset, double pitch, double velocity)
{
    struct neume_truth_note note = {onset, offset, pitch, neume_pitch_to_hz(pitch), velocity};
    assert_ok(neume_truth_add_note(t, &note));
}

static void three_notes(struct neume_truth *t)
{
    neume_truth_init(t);
    add_note(t, 0.5, 1.0, 60, 40);
    add_note(t, 1.0, 1.5, 64, 80);
    add_note(t, 1.5, 2.0, 67, 120);
}

static void notes_are_counted_by_pitch_and_time(void **state)
{
    (void)state;
    struct neume_truth r, e;
    struct neume_bench_scores s;
    three_notes(&r);
    neume_truth_init(&e);
    add_note(&e, 0.512, 1.0, 60.3, 40); /* 12 ms late; its pitch is rounded */
    add_note(&e, 0.983, 1.2, 64, 80);   /* 17 ms early, its offset wrong */
    add_note(&e, 1.5, 2.0, 66, 120);    /* wrong pitch */
    add_note(&e, 3.0, 3.5, 72, 64);
    neume_truth_sort(&e);
    assert_ok(neume_bench_score(&r, &e, &s));
    assert_float_equal(s.value[NEUME_NOTE_P], 0.5, 1e-12);
    assert_float_equal(s.value[NEUME_NOTE_R], 2.0 / 3, 1e-12);
    assert_float_equal(s.value[NEUME_NOTE_F], 4.0 / 7, 1e-12);
    assert_float_equal(s.value[NEUME_NOTEOFF_F], 2.0 / 7, 1e-12);
    assert_float_equal(s.value[NEUME_NOTEVEL_F], 4.0 / 7, 1e-12);
    assert_float_equal(s.value[NEUME_ONSET_F], 6.0 / 7, 1e-12);
    assert_true(isnan(s.value[NEUME_DRUM_F]));
    assert_true(isnan(s.value[NEUME_BEAT_F]));
    assert_float_equal(s.detail.timing[0][12], 1, 0); /* +10 to +15 ms */
    assert_float_equal(s.detail.timing[0][6], 1, 0);  /* -20 to -15 ms */
    assert_float_equal(s.detail.pitch[60].matched, 1, 0);
    assert_float_equal(s.detail.pitch[67].reference, 1, 0);
    assert_float_equal(s.detail.pitch[67].matched, 0, 0);
    assert_float_equal(s.detail.pitch[66].estimated, 1, 0);
    neume_truth_release(&r);
    neume_truth_release(&e);
}

/* All that a reference can be asked for is 0, and nothing else is there. */
static void no_estimate_scores_zero(void **state)
{
    (void)state;
    struct neume_truth r;
    struct neume_bench_scores s;
    three_notes(&r);
    assert_ok(neume_truth_add_hit(&r, 1, NEUME_DRUM_KICK));
    assert_ok(neume_truth_add_beat(&r, 6, 1));
    assert_ok(neume_truth_add_f0(&r, 0, 440, 1));
    assert_ok(neume_truth_add_f0(&r, 0.01, 440, 1));
    assert_ok(neume_bench_score(&r, NULL, &s));
    for (int m = 0; m < NEUME_MEASURE_COUNT; m++)
        assert_true(isnan(s.value[m]) || s.value[m] == 0);
    assert_true(s.value[NEUME_NOTEVOFF_F] == 0 && s.value[NEUME_DRUM_MICRO30] == 0 && s.value[NEUME_BEAT_F] == 0);
    assert_true(s.value[NEUME_MELODY_OA] == 0 && s.value[NEUME_DRUM_CLASS_F] == 0);
    assert_true(isnan(s.value[NEUME_DRUM_CLASS_F + 1]));
    assert_float_equal(s.tally[NEUME_TALLY_NOTE].reference, 3, 0);
    assert_true(neume_bench_scores_any(&s));
    neume_truth_release(&r);
}

static void what_is_not_claimed_is_not_scored(void **state)
{
    (void)state;
    struct neume_truth r, onsets, nothing;
    struct neume_bench_scores s;
    three_notes(&r);
    assert_ok(neume_truth_add_hit(&r, 1, NEUME_DRUM_KICK));
    neume_truth_init(&onsets);
    neume_truth_init(&nothing);
    assert_ok(neume_truth_add_onset(&onsets, 0.5));
    assert_ok(neume_bench_score(&r, &onsets, &s));
    assert_true(isnan(s.value[NEUME_NOTE_F]) && isnan(s.value[NEUME_DRUM_F]));
    assert_float_equal(s.value[NEUME_ONSET_F], 0.5, 1e-12);
    assert_ok(neume_bench_score(&r, &nothing, &s));
    assert_false(neume_bench_scores_any(&s));
    neume_truth_release(&r);
    neume_truth_release(&onsets);
}

static void drums_confuse(void **state)
{
    (void)state;
    struct neume_truth r, e;
    struct neume_bench_scores s;
    static const struct {
        double reference, estimate;
        enum neume_drum_class was, is;
    } hits[] = {{0.5, 0.51, NEUME_DRUM_KICK, NEUME_DRUM_KICK},
                {1.0, 1.04, NEUME_DRUM_KICK, NEUME_DRUM_KICK},   /* too late for 30 ms */
                {1.5, 1.50, NEUME_DRUM_TOM, NEUME_DRUM_SNARE},   /* heard as another */
                {2.0, 2.20, NEUME_DRUM_HIHAT, NEUME_DRUM_HIHAT}, /* missed, and another invented */
                {2.5, 2.50, NEUME_DRUM_OTHER, NEUME_DRUM_OTHER}};
    neume_truth_init(&r);
    neume_truth_init(&e);
    for (size_t i = 0; i < sizeof hits / sizeof *hits; i++) {
        assert_ok(neume_truth_add_hit(&r, hits[i].reference, hits[i].was));
        assert_ok(neume_truth_add_hit(&e, hits[i].estimate, hits[i].is));
    }
    assert_ok(neume_bench_score(&r, &e, &s));
    assert_float_equal(s.value[NEUME_DRUM_CLASS_F], 1, 1e-12);
    assert_float_equal(s.value[NEUME_DRUM_CLASS_F30], 0.5, 1e-12);
    assert_float_equal(s.value[NEUME_DRUM_F], 1.0 / 3, 1e-12); /* kick 1, hi-hat 0, tom 0 */
    assert_float_equal(s.value[NEUME_DRUM_MICRO], 0.5, 1e-12); /* 2 of 4 and 4 */
    assert_float_equal(s.value[NEUME_DRUM_MICRO30], 0.25, 1e-12);
    assert_float_equal(s.value[NEUME_ONSET_F], 0.8, 1e-12);
    assert_float_equal(s.detail.confusion[NEUME_DRUM_KICK][NEUME_DRUM_KICK], 2, 0);
    assert_float_equal(s.detail.confusion[NEUME_DRUM_TOM][NEUME_DRUM_SNARE], 1, 0);
    assert_float_equal(s.detail.confusion[NEUME_DRUM_HIHAT][NEUME_DRUM_CLASSES], 1, 0);
    assert_float_equal(s.detail.confusion[NEUME_DRUM_CLASSES][NEUME_DRUM_HIHAT], 1, 0);
    assert_true(isnan(s.value[NEUME_NOTE_F]));
    neume_truth_release(&r);
    neume_truth_release(&e);
}

static void notes_answer_a_melody(void **state)
{
    (void)state;
    struct neume_truth r, e;
    struct neume_bench_scores s;
    neume_truth_init(&r);
    neume_truth_init(&e);
    for (int i = 0; i < 100; i++) /* a second of A4 */
        assert_ok(neume_truth_add_f0(&r, i * 0.01, 440, 1));
    add_note(&e, 0, 0.495, 69, 64);
    assert_ok(neume_bench_score(&r, &e, &s));
    assert_float_equal(s.value[NEUME_MELODY_OA], 0.5, 1e-9);
    assert_float_equal(s.value[NEUME_MELODY_VR], 0.5, 1e-9);
    assert_true(isnan(s.value[NEUME_ONSET_F]) && isnan(s.value[NEUME_NOTE_F]));
    neume_truth_release(&r);
    neume_truth_release(&e);
}

static void notes_answer_frames(void **state)
{
    (void)state;
    struct neume_truth r, e;
    struct neume_bench_scores s;
    neume_truth_init(&r);
    neume_truth_init(&e);
    for (int i = 0; i < 100; i++) { /* A4 and E5 */
        assert_ok(neume_truth_add_frame(&r, i * 0.01));
        assert_ok(neume_truth_add_frame_pitch(&r, 440));
        assert_ok(neume_truth_add_frame_pitch(&r, 659.26));
    }
    add_note(&e, 0, 2, 69, 64);
    assert_ok(neume_bench_score(&r, &e, &s));
    assert_float_equal(s.value[NEUME_MULTIPITCH_ACC], 0.5, 1e-9);
    neume_truth_release(&r);
    neume_truth_release(&e);
}

static void beats_trim_five_seconds(void **state)
{
    (void)state;
    struct neume_truth r, e;
    struct neume_bench_scores s;
    neume_truth_init(&r);
    neume_truth_init(&e);
    for (int i = 0; i < 20; i++) {
        assert_ok(neume_truth_add_beat(&r, i * 0.5, i % 4 + 1));
        assert_ok(neume_truth_add_beat(&e, i * 0.5 + (i < 10 ? 0.2 : 0.05), 0));
    }
    assert_ok(neume_bench_score(&r, &e, &s));
    assert_float_equal(s.value[NEUME_BEAT_F], 1, 1e-9);
    neume_truth_release(&r);
    neume_truth_release(&e);
}

static void timing_bins_have_ends(void **state)
{
    (void)state;
    static const struct {
        double late;
        int bin;
    } cases[] = {{-1, 0}, {-0.05, 0}, {-0.001, 9}, {0, 10}, {0.0049, 10}, {0.049, 19}, {0.05, 19}, {1, 19}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double bins[NEUME_TIMING_BINS] = {0};
        neume_bench_count_timing(bins, cases[i].late);
        assert_float_equal(bins[cases[i].bin], 1, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(notes_are_counted_by_pitch_and_time),
        cmocka_unit_test(no_estimate_scores_zero),
        cmocka_unit_test(what_is_not_claimed_is_not_scored),
        cmocka_unit_test(drums_confuse),
        cmocka_unit_test(notes_answer_a_melody),
        cmocka_unit_test(notes_answer_frames),
        cmocka_unit_test(beats_trim_five_seconds),
        cmocka_unit_test(timing_bins_have_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
