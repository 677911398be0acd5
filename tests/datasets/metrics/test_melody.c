/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "datasets/metrics/melody.h"
#include "tests/datasets/metrics/figures.h"

#define EPSILON 1e-12

struct melody_case {
    const char *what;
    double reference[4], estimate[4]; /* Hz, at 0, 1, 2 and 3 s */
    struct neume_melody_score score;
};

static const struct melody_case melody_cases[] = {
    {"the same", {440, 0, 440, 0}, {440, 0, 440, 0}, {1, 0, 1, 1, 1}},
    {"an octave off counts as chroma", {440, 440, 0, 0}, {880, 440, 0, 0}, {1, 0, 0.5, 1, 0.75}},
    {"right, but held to be silent", {440, 440, 0, 0}, {-440, 440, 0, 0}, {0.5, 0, 1, 1, 0.75}},
    {"a false alarm", {440, 440, 0, 0}, {440, 440, 440, 0}, {1, 0.5, 1, 1, 0.75}},
    {"no melody at all", {0, 0, 0, 0}, {0, 0, 0, 440}, {1, 0.25, 0, 0, 0.75}},
    {"nothing but melody", {440, 440, 440, 440}, {0, 0, 440, 440}, {0.5, 0, 0.5, 0.5, 0.5}},
};

static void melodies_are_compared_frame_by_frame(void **state)
{
    static const double times[] = {0, 1, 2, 3};

    (void)state;
    for (size_t i = 0; i < sizeof melody_cases / sizeof *melody_cases; i++) {
        const struct melody_case *c = &melody_cases[i];
        const struct neume_melody_line r = {times, c->reference, 4}, e = {times, c->estimate, 4};
        struct neume_melody_score s;

        assert_ok(neume_melody_evaluate(&r, &e, &s));
        if (fabs(s.voicing_recall - c->score.voicing_recall) > EPSILON ||
            fabs(s.voicing_false_alarm - c->score.voicing_false_alarm) > EPSILON ||
            fabs(s.raw_pitch - c->score.raw_pitch) > EPSILON || fabs(s.raw_chroma - c->score.raw_chroma) > EPSILON ||
            fabs(s.overall - c->score.overall) > EPSILON)
            fail_msg("%s: %g %g %g %g %g", c->what, s.voicing_recall, s.voicing_false_alarm, s.raw_pitch, s.raw_chroma,
                     s.overall);
    }
}

/* Halfway from 400 to 440 Hz in cents lies their geometric mean, and a line to the gap after it stays at 440. */
static void an_estimate_is_resampled_in_cents(void **state)
{
    static const double rt[] = {0, 0.5, 1, 1.5, 2}, et[] = {0, 1, 2};
    const double rh[] = {400, sqrt(400 * 440), 440, 440, 0}, eh[] = {400, 440, 0};
    const struct neume_melody_line r = {rt, rh, 5}, e = {et, eh, 3};
    struct neume_melody_score score;

    (void)state;
    assert_ok(neume_melody_evaluate(&r, &e, &score));
    assert_figure(score.overall, 1);
}

static void melodies_are_checked(void **state)
{
    static const double good[] = {0, 1}, twice[] = {1, 1}, back[] = {1, 0}, early[] = {-1, 0}, nan[] = {NAN, 440};
    static const double pitch[] = {440, 440};
    const struct neume_melody_line fine = {good, pitch, 2}, empty = {0},
                                   bad[] = {{twice, pitch, 2},
                                            {back, pitch, 2},
                                            {early, pitch, 2},
                                            {good, nan, 2},
                                            {nan, pitch, 2}};
    struct neume_melody_score score = {1, 1, 1, 1, 1};

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_status(neume_melody_evaluate(&bad[i], &fine, &score), NEUME_ERR_ARGUMENT);
        assert_status(neume_melody_evaluate(&fine, &bad[i], &score), NEUME_ERR_ARGUMENT);
    }
    assert_ok(neume_melody_evaluate(&fine, &empty, &score));
    assert_figure(score.overall, 0);
    assert_ok(neume_melody_evaluate(&empty, &fine, &score));
    assert_figure(score.voicing_recall, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(melodies_are_compared_frame_by_frame),
        cmocka_unit_test(an_estimate_is_resampled_in_cents),
        cmocka_unit_test(melodies_are_checked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
