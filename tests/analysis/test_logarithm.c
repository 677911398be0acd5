/* SPDX-License-Identifier: MIT */
#include "analysis/logarithm.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "tests/support/support.h"

enum { COUNT = 1000 };

/* 2^-126 to nearly 2^127, and densely about 1, where the logarithm vanishes. */
static void fill(float *x, int about_one)
{
    for (int i = 0; i < COUNT; i++)
        x[i] = about_one ? 0.5f + 0.0015f * (float)i : (float)pow(2, -126 + 253.9 * i / COUNT);
    x[0] = about_one ? 1 : FLT_MIN;
    x[1] = about_one ? nextafterf(1, 0) : FLT_MAX;
}

static void test_it_is_the_definition(void **state)
{
    (void)state;
    float x[COUNT], ln[COUNT], db[COUNT];
    for (int about_one = 0; about_one < 2; about_one++) {
        fill(x, about_one);
        neume_logarithms(x, ln, COUNT);
        neume_decibels(x, db, COUNT);
        for (int i = 0; i < COUNT; i++) {
            double exact = log((double)x[i]), bar = 1e-7 * fmax(1, fabs(exact));
            if (fabs(ln[i] - exact) > bar || fabs(db[i] - 20 * log10((double)x[i])) > 20 * bar)
                fail_msg("ln %a is %.9g and not %.9g; %.9g dB", (double)x[i], (double)ln[i], exact, (double)db[i]);
        }
    }
}

static void test_in_place_and_at_any_length(void **state)
{
    (void)state;
    float x[COUNT], all[COUNT];
    fill(x, 1);
    neume_logarithms(x, all, COUNT);
    for (size_t n = 0; n < 40; n++) {
        float some[41];
        memcpy(some, x, sizeof some);
        neume_logarithms(some, some, n);
        assert_memory_equal(some, all, n * sizeof *some);
        assert_memory_equal(some + n, x + n, (41 - n) * sizeof *some);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_is_the_definition),
        cmocka_unit_test(test_in_place_and_at_any_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
