/* SPDX-License-Identifier: MIT */
#include "models/drums/drum_loudness.h"

#include <math.h>

#include "tests/support/support.h"

static void add(struct neume_drum_loudness *l, float db, int count)
{
    while (count--)
        neume_drum_loudness_add(l, db, 1);
}

/* To the half decibel of its bins. */
static void test_quantiles(void **state)
{
    (void)state;
    static struct neume_drum_loudness l;
    neume_drum_loudness_reset(&l);
    assert_true(neume_drum_loudness_find(&l, 0.9f, -7) == -7);
    add(&l, -20, 1);
    assert_true(fabsf(neume_drum_loudness_find(&l, 0.9f, 0) + 20) <= 0.5f);
    add(&l, -40, 19);
    assert_true(fabsf(neume_drum_loudness_find(&l, 0.9f, 0) + 40) <= 0.5f);
    add(&l, -30, 10);
    assert_true(fabsf(neume_drum_loudness_find(&l, 0.9f, 0) + 30) <= 0.5f);
    assert_true(fabsf(neume_drum_loudness_find(&l, 0.5f, 0) + 40) <= 0.5f);
    add(&l, -1000, 1000); /* the louder past is forgotten; values beyond the bins are the last ones */
    assert_true(neume_drum_loudness_find(&l, 0.9f, 0) <= -100);
    add(&l, 1000, 1);
    neume_drum_loudness_reset(&l);
    assert_true(neume_drum_loudness_find(&l, 0.9f, 3) == 3);
}

static void test_weights(void **state)
{
    (void)state;
    static struct neume_drum_loudness l;
    for (int i = 0; i < 4; i++)
        neume_drum_loudness_add(&l, -10, 0.1f);
    neume_drum_loudness_add(&l, -50, 1);
    assert_true(fabsf(neume_drum_loudness_find(&l, 0.5f, 0) + 50) <= 0.5f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_quantiles), cmocka_unit_test(test_weights)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
