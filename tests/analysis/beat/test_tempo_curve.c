/* SPDX-License-Identifier: MIT */
#include "analysis/beat/tempo_curve.h"

#include <math.h>
#include <stdlib.h>

#include "tests/support/support.h"

enum { COUNT = 200 };

/* Beats heard up to `off` seconds from where they are: a steady tempo is found to 0.01 beats a minute, and exactly so.
 */
static void test_steady(void **state)
{
    (void)state;
    static const struct {
        double bpm, off;
    } rows[] = {{60, 0}, {96.4, 0.005}, {120, 0.01}, {187.3, 0.02}, {240, 0.002}, {41, 0.02}};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        double time[COUNT];
        uint64_t seed = 5;
        int steady;
        for (int i = 0; i < COUNT; i++)
            time[i] = 0.3 + i * 60 / rows[r].bpm + rows[r].off * (2 * support_random(&seed) - 1);
        time[50] += 0.04; /* a stray one */
        assert_ok(neume_tempo_curve_fit(time, COUNT, &steady));
        assert_int_equal(steady, 1);
        for (int i = 1; i < COUNT; i++)
            assert_true(fabs(60 / (time[i] - time[i - 1]) - rows[r].bpm) < 0.02 + rows[r].off * rows[r].bpm / 100);
        assert_true(fabs(time[0] - 0.3) < 0.005);
    }
}

/* A tempo that moves is followed: the curve lies nearer to where the beats are than they were heard. */
static void test_moving(void **state)
{
    (void)state;
    static const double drift[] = {0.001, 0.005, -0.003, 0.02};
    for (size_t r = 0; r < sizeof drift / sizeof *drift; r++) {
        double time[COUNT], truth[COUNT], at = 0.5, before = 0, after = 0, step = 0, heard = 0;
        uint64_t seed = 9;
        int steady;
        for (int i = 0; i < COUNT; i++) {
            truth[i] = at;
            time[i] = at + 0.012 * (2 * support_random(&seed) - 1);
            at += 0.5 * exp(drift[r] * 20 * sin(i / 20.0));
        }
        for (int i = 2; i < COUNT; i++)
            heard += fabs(time[i] - 2 * time[i - 1] + time[i - 2]);
        for (int i = 0; i < COUNT; i++)
            before += fabs(time[i] - truth[i]);
        assert_ok(neume_tempo_curve_fit(time, COUNT, &steady));
        assert_int_equal(steady, 0);
        for (int i = 0; i < COUNT; i++)
            after += fabs(time[i] - truth[i]);
        for (int i = 2; i < COUNT; i++)
            step += fabs(time[i] - 2 * time[i - 1] + time[i - 2]);
        if (after > before || step > heard)
            fail_msg("drift %g: off by %g ms, was %g; changes %g, were %g", drift[r], 1000 * after / COUNT,
                     1000 * before / COUNT, step, heard);
    }
}

/* Another tempo from the middle on: no beat goes far from where it was heard. */
static void test_jump(void **state)
{
    (void)state;
    for (double faster = 0.6; faster < 1.6; faster += 0.17) {
        double time[COUNT], heard[COUNT];
        uint64_t seed = 9;
        int steady;
        for (int i = 0; i < COUNT; i++)
            heard[i] = time[i] = 0.5 + i * 0.9 + (i > COUNT / 2 ? (i - COUNT / 2) * 0.9 * (1 / faster - 1) : 0) +
                                 0.004 * support_random(&seed);
        assert_ok(neume_tempo_curve_fit(time, COUNT, &steady));
        assert_int_equal(steady, 0);
        for (int i = 0; i < COUNT; i++)
            if (fabs(time[i] - heard[i]) > 0.05)
                fail_msg("%g times as fast: beat %d is moved by %g s", faster, i, time[i] - heard[i]);
    }
}

/* Few beats stay where they were heard. */
static void test_few(void **state)
{
    (void)state;
    double time[] = {0.1, 0.61, 1.09, 1.62};
    int steady = 1;
    assert_ok(neume_tempo_curve_fit(time, 4, &steady));
    assert_int_equal(steady, 0);
    assert_true(time[1] == 0.61);
    assert_ok(neume_tempo_curve_fit(time, 0, &steady));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_steady), cmocka_unit_test(test_moving),
                                       cmocka_unit_test(test_jump), cmocka_unit_test(test_few)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
