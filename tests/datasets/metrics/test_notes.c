/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "datasets/metrics/match.h"
#include "datasets/metrics/notes.h"
#include "tests/datasets/metrics/figures.h"

static const double onset[] = {0, 1, 2, 3}, offset[] = {1, 2, 3, 4}, hertz[] = {440, 220, 330, 550};
static const double velocity[] = {20, 40, 80, 120};
static const struct neume_note_set four = {onset, offset, hertz, velocity, 4};
static const struct neume_note_set none = {onset, offset, hertz, velocity, 0};

static void a_side_agrees_with_itself(void **state)
{
    struct neume_notes_report report;

    (void)state;
    assert_ok(neume_notes_evaluate(&four, &four, &report));
    assert_true(report.has_velocity);
    assert_figure(report.plain.prf.f, 1);
    assert_figure(report.plain.overlap, 1);
    assert_figure(report.offset_velocity.prf.f, 1);
    assert_int_equal(report.onsets.matched, 4);
    assert_int_equal(report.offsets.matched, 4);
}

static void an_empty_side_scores_nothing(void **state)
{
    const struct neume_note_set *pairs[][2] = {{&four, &none}, {&none, &four}, {&none, &none}};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct neume_notes_report report;

        assert_ok(neume_notes_evaluate(pairs[i][0], pairs[i][1], &report));
        assert_figure(report.plain.prf.precision, 0);
        assert_figure(report.plain.prf.recall, 0);
        assert_figure(report.plain.prf.f, 0);
        assert_figure(report.plain.overlap, 0);
        assert_int_equal(report.plain.hits.reference, pairs[i][0]->count);
        assert_int_equal(report.plain.hits.estimated, pairs[i][1]->count);
        assert_int_equal(report.onsets.matched, 0);
    }
}

struct pair_case {
    const char *what;
    double onset, offset, hertz; /* beside a reference note from 1 s to 2 s at 440 Hz */
    int plain, with_offset;      /* matched or not */
};

static const struct pair_case pair_cases[] = {
    {"the same", 1, 2, 440, 1, 1},
    {"on the limit, where 1.05 - 1 is more than 0.05", 1.05, 2, 440, 1, 1},
    {"rounded down to the limit", 1.050049, 2, 440, 1, 1},
    {"rounded up beyond it", 1.050051, 2, 440, 0, 0},
    {"a third of a semitone up", 1, 2, 448, 1, 1},
    {"half a semitone and more up", 1, 2, 453, 0, 0},
    {"an octave up", 1, 2, 880, 0, 0},
    {"off by a fifth of its length", 1, 2.2, 440, 1, 1},
    {"off by more", 1, 2.2001, 440, 1, 0},
};

static void limits_are_mir_evals(void **state)
{
    const double at = 1, end = 2, pitch = 440;
    const struct neume_note_set reference = {&at, &end, &pitch, NULL, 1};

    (void)state;
    for (size_t i = 0; i < sizeof pair_cases / sizeof *pair_cases; i++) {
        const struct pair_case *c = &pair_cases[i];
        const struct neume_note_set estimate = {&c->onset, &c->offset, &c->hertz, NULL, 1};
        struct neume_notes_report report;

        assert_ok(neume_notes_evaluate(&reference, &estimate, &report));
        assert_false(report.has_velocity);
        if ((int)report.plain.hits.matched != c->plain || (int)report.offset.hits.matched != c->with_offset)
            fail_msg("%s: %zu and %zu", c->what, report.plain.hits.matched, report.offset.hits.matched);
    }
}

struct bad_case {
    const char *what;
    double onset, offset, hertz, velocity;
};

static const struct bad_case bad_cases[] = {
    {"before time", -0.1, 1, 440, 64},
    {"no length", 1, 1, 440, 64},
    {"backwards", 2, 1, 440, 64},
    {"no pitch", 1, 2, 0, 64},
    {"a pitch below 0", 1, 2, -440, 64},
    {"a velocity below 0", 1, 2, 440, -1},
    {"no number for an onset", NAN, 2, 440, 64},
    {"no end", 1, INFINITY, 440, 64},
    {"no number for a pitch", 1, 2, NAN, 64},
};

static void bad_notes_are_refused_and_named(void **state)
{
    uint32_t partner[5];

    (void)state;
    for (size_t i = 0; i < sizeof bad_cases / sizeof *bad_cases; i++) {
        const struct bad_case *c = &bad_cases[i];
        const double onsets[] = {0, c->onset}, offsets[] = {1, c->offset}, pitches[] = {440, c->hertz};
        const double velocities[] = {64, c->velocity};
        const struct neume_note_set bad = {onsets, offsets, pitches, velocities, 2};
        struct neume_note_score score;
        size_t which = 99;

        assert_status(neume_notes_match(&bad, &four, &neume_note_rules_default, partner, &which), NEUME_ERR_ARGUMENT);
        if (which != 1)
            fail_msg("%s: note %zu of the reference", c->what, which);
        assert_status(neume_notes_match(&four, &bad, &neume_note_rules_default, partner, &which), NEUME_ERR_ARGUMENT);
        if (which != 5)
            fail_msg("%s: note %zu of both", c->what, which);
        assert_status(neume_notes_score(&four, &bad, &neume_note_rules_default, &score), NEUME_ERR_ARGUMENT);
    }
}

static void velocities_are_asked_for_only_where_they_are(void **state)
{
    const struct neume_note_set mute = {onset, offset, hertz, NULL, 4}, nothing = {0};
    struct neume_note_rules rules = neume_note_rules_default;
    struct neume_note_score score;

    (void)state;
    rules.velocity_tolerance = 0.1;
    assert_status(neume_notes_score(&four, &mute, &rules, &score), NEUME_ERR_ARGUMENT);
    assert_status(neume_notes_score(&mute, &four, &rules, &score), NEUME_ERR_ARGUMENT);
    assert_ok(neume_notes_score(&four, &nothing, &rules, &score));
    assert_int_equal(score.hits.matched, 0);
}

struct velocity_case {
    const char *what;
    double velocity[4];
    size_t matched; /* of the four, whose velocities are 20, 40, 80 and 120: 0, 0.2, 0.6 and 1 */
};

static const struct velocity_case velocity_cases[] = {
    {"another scale", {10, 20, 40, 60}, 4},
    {"another zero, and upside down", {100, 80, 40, 0}, 4},
    {"all alike: the mean is 0.45, and nothing is near it", {64, 64, 64, 64}, 0},
    {"one off by much", {10, 20, 40, 0}, 0},
};

static void velocities_are_fitted_first(void **state)
{
    struct neume_note_rules rules = neume_note_rules_default;

    (void)state;
    rules.velocity_tolerance = 0.1;
    for (size_t i = 0; i < sizeof velocity_cases / sizeof *velocity_cases; i++) {
        const struct velocity_case *c = &velocity_cases[i];
        const struct neume_note_set estimate = {onset, offset, hertz, c->velocity, 4};
        struct neume_note_score score;

        assert_ok(neume_notes_score(&four, &estimate, &rules, &score));
        if (score.hits.matched != c->matched)
            fail_msg("%s: %zu", c->what, score.hits.matched);
    }
}

static void overlap_is_intersection_by_union(void **state)
{
    const double on[] = {1, 5}, off[] = {3, 6}, early[] = {0.96, 5.04}, late[] = {2, 5.5}, pitch[] = {440, 440};
    const struct neume_note_set reference = {on, off, pitch, NULL, 2}, estimate = {early, late, pitch, NULL, 2};
    struct neume_note_score score;

    (void)state;
    assert_ok(neume_notes_score(&reference, &estimate, &neume_note_rules_default, &score));
    assert_int_equal(score.hits.matched, 2);
    assert_figure(score.overlap, (1.0 / 2.04 + 0.46 / 1.0) / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_side_agrees_with_itself),
        cmocka_unit_test(an_empty_side_scores_nothing),
        cmocka_unit_test(limits_are_mir_evals),
        cmocka_unit_test(bad_notes_are_refused_and_named),
        cmocka_unit_test(velocities_are_asked_for_only_where_they_are),
        cmocka_unit_test(velocities_are_fitted_first),
        cmocka_unit_test(overlap_is_intersection_by_union),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
