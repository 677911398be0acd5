/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "datasets/metrics/beat.h"
#include "datasets/metrics/continuity.h"
#include "tests/datasets/metrics/figures.h"

#define EPSILON 1e-12

enum { N = 20 };

/* Twenty beats, half a second apart from 10 s on. */
static void fill(double *beats, double start, double period, size_t n)
{
    for (size_t i = 0; i < n; i++)
        beats[i] = start + (double)i * period;
}

static void a_side_agrees_with_itself(void **state)
{
    double beats[N];
    struct neume_beat_score score;

    (void)state;
    fill(beats, 10, 0.5, N);
    assert_ok(neume_beat_evaluate(beats, N, beats, N, NEUME_BEAT_TRIM, &score));
    assert_figure(score.prf.f, 1);
    assert_figure(score.cemgil, 1);
    assert_figure(score.p_score, 1);
    assert_figure(score.cml_c, 1);
    assert_figure(score.aml_t, 1);
}

static void other_metrical_levels_are_forgiven_where_they_should_be(void **state)
{
    double beats[N], twice[2 * N - 1], half[N / 2], off[N - 1];
    const struct {
        const char *what;
        const double *beats;
        size_t n;
    } levels[] = {{"double", twice, 2 * N - 1}, {"half", half, N / 2}, {"off the beat", off, N - 1}};

    (void)state;
    fill(beats, 10, 0.5, N);
    fill(twice, 10, 0.25, 2 * N - 1);
    fill(half, 10, 1, N / 2);
    fill(off, 10.25, 0.5, N - 1);
    for (size_t i = 0; i < 3; i++) {
        struct neume_beat_score score;

        assert_ok(neume_beat_evaluate(beats, N, levels[i].beats, levels[i].n, NEUME_BEAT_TRIM, &score));
        if (score.cml_t > 0.1 || fabs(score.aml_c - 1) > EPSILON || fabs(score.aml_t - 1) > EPSILON ||
            fabs(score.cemgil_best - 1) > EPSILON)
            fail_msg("%s: %g %g %g %g", levels[i].what, score.cml_t, score.aml_c, score.aml_t, score.cemgil_best);
    }
}

static void a_break_halves_the_continuous_measure_alone(void **state)
{
    double beats[N], tapped[N];
    struct neume_beat_score score;

    (void)state;
    fill(beats, 10, 0.5, N);
    fill(tapped, 10, 0.5, N);
    tapped[N / 2] += 0.2;
    assert_ok(neume_beat_evaluate(beats, N, tapped, N, NEUME_BEAT_TRIM, &score));
    assert_figure(score.prf.f, 0.95);
    assert_figure(score.cml_c, 0.5);
    assert_figure(score.cml_t, 0.9); /* the beat, and the one after it, whose interval is wrong */
}

struct edge_case {
    const char *what;
    double reference[3], estimate[3];
    size_t n_reference, n_estimate;
    double f, p_score;
};

static const struct edge_case edge_cases[] = {
    {"nothing", {0}, {0}, 0, 0, 0, 0},
    {"no estimate", {10, 11}, {0}, 2, 0, 0, 0},
    {"no reference", {0}, {10, 11}, 0, 2, 0, 0},
    {"one beat has no interval", {10}, {10}, 1, 1, 1, 0},
    {"one tap", {10, 11}, {10}, 2, 1, 2.0 / 3, 0},
    {"two beats at one time", {10, 10}, {10, 11}, 2, 2, 0.5, 0},
    {"before the fifth second", {1, 2}, {1, 2}, 2, 2, 0, 0},
    {"on it", {4.9, 5, 6}, {4.8, 5, 6}, 3, 3, 1, 1},
};

static void few_beats_score_as_mir_eval_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof edge_cases / sizeof *edge_cases; i++) {
        const struct edge_case *c = &edge_cases[i];
        struct neume_beat_score score;

        assert_ok(
            neume_beat_evaluate(c->reference, c->n_reference, c->estimate, c->n_estimate, NEUME_BEAT_TRIM, &score));
        if (fabs(score.prf.f - c->f) > EPSILON || fabs(score.p_score - c->p_score) > EPSILON)
            fail_msg("%s: F %g, P-score %g", c->what, score.prf.f, score.p_score);
    }
}

static void beats_are_checked(void **state)
{
    static const double good[] = {5, 6}, back[] = {6, 5}, late[] = {5, 30001}, nan[] = {NAN, 6};
    const double *bad[] = {back, late, nan};
    struct neume_beat_score score;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        assert_status(neume_beat_evaluate(good, 2, bad[i], 2, 5, &score), NEUME_ERR_ARGUMENT);
        assert_status(neume_beat_evaluate(bad[i], 2, good, 2, 5, &score), NEUME_ERR_ARGUMENT);
    }
}

static void the_first_of_the_nearest_is_found(void **state)
{
    static const double times[] = {1, 1, 2, 4, 4};
    static const struct {
        double time;
        size_t nearest;
    } cases[] = {{0, 0}, {1, 0}, {1.5, 0}, {1.6, 2}, {3, 2}, {3.5, 3}, {9, 3}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(neume_beat_times_nearest((struct neume_beat_times){times, 5}, cases[i].time),
                         cases[i].nearest);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_side_agrees_with_itself),
        cmocka_unit_test(other_metrical_levels_are_forgiven_where_they_should_be),
        cmocka_unit_test(a_break_halves_the_continuous_measure_alone),
        cmocka_unit_test(few_beats_score_as_mir_eval_says),
        cmocka_unit_test(beats_are_checked),
        cmocka_unit_test(the_first_of_the_nearest_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
