/* SPDX-License-Identifier: MIT */
#include "models/drums/drum_repeat.h"

#include <math.h>
#include <string.h>

#include "tests/support/support.h"

enum { MOST = 200 };

/* Kick and snare in turn on the beat, hats on the eighths between. */
static size_t beat(struct neume_drum_chance *hit, double beat, double until)
{
    size_t n = 0;
    memset(hit, 0, MOST * sizeof *hit);
    for (double t = 0.2; t < until && n < MOST; t += beat / 2, n++) {
        hit[n].time = t;
        hit[n].chance[FOLD_HAT] = 0.9f;
        if (n % 4 == 0)
            hit[n].chance[FOLD_KICK] = 0.9f;
        if (n % 4 == 2)
            hit[n].chance[FOLD_SNARE] = 0.9f;
    }
    return n;
}

/* Two beats, or a multiple of them, at any tempo. */
static void test_lag(void **state)
{
    (void)state;
    static struct neume_drum_chance hit[MOST];
    for (double tempo = 70; tempo <= 180; tempo += 10) {
        size_t n = beat(hit, 60 / tempo, 8);
        double lag = neume_drum_repeat_lag(hit, n), bars = lag / (2 * 60 / tempo);
        if (fabs(bars - round(bars)) * 2 * 60 / tempo > 0.02 || bars < 0.5)
            fail_msg("at %.0f it repeats after %.2f s", tempo, lag);
    }
}

/* A snare that was hardly heard is supported by those around, and a place without one is not. */
static void test_support(void **state)
{
    (void)state;
    static struct neume_drum_chance hit[MOST];
    float support[FOLD_COUNT];
    size_t n = beat(hit, 0.5, 8);
    double lag = neume_drum_repeat_lag(hit, n);
    hit[10].chance[FOLD_SNARE] = 0.1f;
    neume_drum_repeat_support(hit, n, 10, lag, support);
    assert_true(support[FOLD_SNARE] > 0.8f && support[FOLD_HAT] > 0.8f && support[FOLD_KICK] < 0.1f);
    neume_drum_repeat_support(hit, n, 11, lag, support);
    assert_true(support[FOLD_SNARE] < 0.1f && support[FOLD_HAT] > 0.8f && support[FOLD_TOM] == 0);
}

static void test_little(void **state)
{
    (void)state;
    static struct neume_drum_chance hit[MOST];
    static const double times[][3] = {{1, 1, 1}, {1, 1.01, 1.02}, {0, 5, 12}, {0, 0.2, 0.25}};
    float support[FOLD_COUNT];
    assert_true(neume_drum_repeat_lag(hit, 0) == 0);
    for (size_t r = 0; r < sizeof times / sizeof *times; r++)
        for (size_t n = 1; n <= 3; n++) {
            memset(hit, 0, sizeof hit);
            for (size_t i = 0; i < n; i++) {
                hit[i].time = times[r][i];
                hit[i].chance[FOLD_KICK] = 1;
            }
            double lag = neume_drum_repeat_lag(hit, n);
            assert_true(lag == 0);
            neume_drum_repeat_support(hit, n, n - 1, lag, support);
            neume_drum_repeat_support(hit, n, 0, 1.0, support);
            for (size_t fold = 0; fold < FOLD_COUNT; fold++)
                assert_true(support[fold] >= 0 && support[fold] <= 1);
        }
    hit[0].time = 0, hit[1].time = 1; /* silent hits have nothing in common */
    hit[0].chance[FOLD_KICK] = hit[1].chance[FOLD_KICK] = 0;
    assert_true(neume_drum_repeat_lag(hit, 2) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lag),
        cmocka_unit_test(test_support),
        cmocka_unit_test(test_little),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
