/* SPDX-License-Identifier: MIT */
#include "datasets/bench/stats.h"

#include <math.h>

#include "tests/support/support.h"

static void f_of_tallies(void **state)
{
    (void)state;
    static const struct {
        struct neume_tally tally;
        double f;
    } cases[] = {{{0, 0, 0}, 0},   {{0, 5, 0}, 0},           {{0, 0, 5}, 0},
                 {{5, 5, 5}, 1},   {{1, 2, 2}, 0.5},         {{3, 4, 6}, 0.6},
                 {{1, 3, 1}, 0.5}, {{2, 10, 5}, 4.0 / 15.0}, {{7, 7, 14}, 14.0 / 21.0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_float_equal(neume_stats_f(&cases[i].tally), cases[i].f, 1e-12);
}

static void means_leave_out_what_is_no_number(void **state)
{
    (void)state;
    const double some[] = {1, NAN, 2, NAN, 6}, none[] = {NAN, NAN};
    size_t count;
    assert_float_equal(neume_stats_mean(some, 5, &count), 3, 1e-12);
    assert_int_equal(count, 3);
    assert_true(isnan(neume_stats_mean(none, 2, &count)));
    assert_int_equal(count, 0);
    assert_true(isnan(neume_stats_mean(none, 0, NULL)));
}

/* The bootstrap of a mean tends to mean +- 1.96 s / sqrt(n). */
static void intervals_are_those_of_the_normal_law(void **state)
{
    (void)state;
    enum { COUNT = 400 };
    double value[COUNT], sum = 0, squares = 0;
    uint64_t random = 7;
    for (int i = 0; i < COUNT; i++) {
        value[i] = support_random(&random);
        sum += value[i];
        squares += value[i] * value[i];
    }
    double mean = sum / COUNT, error = sqrt((squares / COUNT - mean * mean) / COUNT);
    struct neume_interval interval = neume_stats_mean_interval(value, COUNT);
    assert_float_equal(interval.low, mean - 1.96 * error, 0.15 * error);
    assert_float_equal(interval.high, mean + 1.96 * error, 0.15 * error);
    struct neume_interval again = neume_stats_mean_interval(value, COUNT);
    assert_true(interval.low == again.low && interval.high == again.high);
}

static void few_clips_have_no_interval(void **state)
{
    (void)state;
    const double one[] = {0.5, NAN}, same[] = {0.5, NAN, 0.5};
    const struct neume_tally tally[] = {{1, 2, 3}};
    assert_true(isnan(neume_stats_mean_interval(one, 2).low));
    assert_true(isnan(neume_stats_mean_interval(one, 0).high));
    assert_true(isnan(neume_stats_pooled_interval(tally, 1).low));
    assert_float_equal(neume_stats_mean_interval(same, 3).low, 0.5, 1e-12);
    assert_float_equal(neume_stats_mean_interval(same, 3).high, 0.5, 1e-12);
}

/* Every draw of two clips is one of four: the extremes are a clip twice. */
static void pooled_intervals_resample_clips(void **state)
{
    (void)state;
    const struct neume_tally tally[] = {{10, 10, 10}, {0, 90, 90}};
    struct neume_interval interval = neume_stats_pooled_interval(tally, 2);
    assert_float_equal(interval.low, 0, 1e-12);
    assert_float_equal(interval.high, 1, 1e-12);
}

static void sign_flips_of_few_are_exact(void **state)
{
    (void)state;
    static const struct {
        double d[13];
        size_t count;
        double p;
    } cases[] = {{{0}, 0, 1},
                 {{0, 0, NAN}, 3, 1},
                 {{1}, 1, 1},
                 {{1, 1}, 2, 0.5},
                 {{1, 1, 1, 1, 1}, 5, 2.0 / 32},
                 {{-1, -1, -1, -1, -1, 0, NAN}, 7, 2.0 / 32},
                 {{0.1, 0.1, 0.1, 0.1, 0.1, 0.1}, 6, 2.0 / 64},
                 {{1, 2, 3}, 3, 0.25},
                 {{1, -1}, 2, 1},
                 {{3, -1}, 2, 1}}; /* |3 - 1| is reached by all four */
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_float_equal(neume_stats_sign_flip(cases[i].d, cases[i].count), cases[i].p, 1e-12);
}

static void sign_flips_of_many_are_near(void **state)
{
    (void)state;
    enum { COUNT = 100 };
    double even[COUNT], up[COUNT];
    for (int i = 0; i < COUNT; i++) {
        even[i] = i % 2 ? 0.1 : -0.1;
        up[i] = i % 10 ? 0.1 : -0.1;
    }
    assert_float_equal(neume_stats_sign_flip(even, COUNT), 1, 1e-12);
    assert_float_equal(neume_stats_sign_flip(up, COUNT), 1.0 / (NEUME_STATS_FLIPS + 1), 1e-12);
    /* 60 up and 40 down of equal size: the binomial says 2 P(X >= 60) = 0.0569. */
    for (int i = 0; i < COUNT; i++)
        even[i] = i < 60 ? 0.1 : -0.1;
    assert_float_equal(neume_stats_sign_flip(even, COUNT), 0.0569, 0.008);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(f_of_tallies),
        cmocka_unit_test(means_leave_out_what_is_no_number),
        cmocka_unit_test(intervals_are_those_of_the_normal_law),
        cmocka_unit_test(few_clips_have_no_interval),
        cmocka_unit_test(pooled_intervals_resample_clips),
        cmocka_unit_test(sign_flips_of_few_are_exact),
        cmocka_unit_test(sign_flips_of_many_are_near),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
