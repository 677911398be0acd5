/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "datasets/metrics/multipitch.h"
#include "tests/datasets/metrics/figures.h"

/* Two frames: A3 and A4, then A4. */
static const double two_times[] = {0, 0.01}, two_pitches[] = {220, 440, 440};
static const size_t two_first[] = {0, 2, 3};
static const struct neume_pitch_frames two = {two_times, two_first, two_pitches, 2};
static const struct neume_pitch_frames nothing = {0};

static void frames_are_counted_pitch_by_pitch(void **state)
{
    static const double pitches[] = {440, 660, 880, 220};
    static const size_t first[] = {0, 1, 4};
    const struct neume_pitch_frames estimate = {two_times, first, pitches, 2};
    struct neume_multipitch_score score;

    (void)state;
    assert_ok(neume_multipitch_evaluate(&two, &estimate, &score));
    assert_figure(score.pitch.precision, 1.0 / 4);
    assert_figure(score.pitch.recall, 1.0 / 3);
    assert_figure(score.pitch.accuracy, 1.0 / 6);
    assert_figure(score.pitch.substitution, 1.0 / 3);
    assert_figure(score.pitch.miss, 1.0 / 3);
    assert_figure(score.pitch.false_alarm, 2.0 / 3);
    assert_figure(score.pitch.total_error, 4.0 / 3);
    assert_figure(score.chroma.recall, 2.0 / 3);
    assert_figure(score.chroma.substitution, 0);
}

static void the_nearest_frame_is_taken_and_none_outside(void **state)
{
    static const double times[] = {0.004, 0.010, 0.016, 0.021}, pitches[] = {440, 440, 440, 440};
    static const size_t first[] = {0, 1, 2, 3, 4};
    const struct neume_pitch_frames reference = {times, first, pitches, 4};
    struct neume_multipitch_score score;

    (void)state;
    assert_ok(neume_multipitch_evaluate(&reference, &two, &score)); /* 0: A3 A4; 0.01: A4; the last two: nothing */
    assert_figure(score.pitch.recall, 0.5);
    assert_figure(score.pitch.precision, 2.0 / 3);
    assert_figure(score.pitch.miss, 0.5);
}

static void a_side_without_frames_has_no_pitches(void **state)
{
    struct neume_multipitch_score score;

    (void)state;
    assert_ok(neume_multipitch_evaluate(&two, &nothing, &score));
    assert_figure(score.pitch.miss, 1);
    assert_figure(score.pitch.total_error, 1);
    assert_figure(score.pitch.precision, 0);
    assert_ok(neume_multipitch_evaluate(&nothing, &two, &score));
    assert_figure(score.pitch.total_error, 0);
    assert_ok(neume_multipitch_evaluate(&nothing, &nothing, &score));
    assert_figure(score.chroma.accuracy, 0);
}

static void frames_are_checked(void **state)
{
    static const double descending[] = {0.01, 0},
                        pitches[][3] = {{19.9, 440, 440}, {5000.1, 440, 440}, {NAN, 440, 440}};
    const struct neume_pitch_frames backwards = {descending, two_first, two_pitches, 2};
    struct neume_multipitch_score score;

    (void)state;
    assert_status(neume_multipitch_evaluate(&two, &backwards, &score), NEUME_ERR_ARGUMENT);
    for (size_t i = 0; i < 3; i++) {
        const struct neume_pitch_frames bad = {two_times, two_first, pitches[i], 2};

        assert_status(neume_multipitch_evaluate(&bad, &two, &score), NEUME_ERR_ARGUMENT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_are_counted_pitch_by_pitch),
        cmocka_unit_test(the_nearest_frame_is_taken_and_none_outside),
        cmocka_unit_test(a_side_without_frames_has_no_pitches),
        cmocka_unit_test(frames_are_checked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
